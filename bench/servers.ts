import type { BenchDatabase } from './databases.ts'
import type { ProgramName, Programs } from './processes/programs.ts'
import type { ServerStart } from './processes/server-process.ts'
import { environmentOf, workers } from './settings.ts'

type Environment = Readonly<Record<string, string>>
type Recipe = {
  readonly program: ProgramName
  readonly readyPath: string
  readonly environment: (database: BenchDatabase) => Environment | Promise<Environment>
}

const ready = '/health/ready'

/** Who is measured, and how each is started. */
const recipes = {
  lgc: { program: 'lgc', readyPath: ready, environment: ({ url }) => environmentOf(url) },
  'lgc without record': {
    program: 'lgc-without-record',
    readyPath: ready,
    environment: ({ url }) => environmentOf(url),
  },
  'lgc with two workers': {
    program: 'lgc',
    readyPath: ready,
    environment: ({ url }) => ({ ...environmentOf(url), ...workers }),
  },
  bare: { program: 'bare', readyPath: ready, environment: ({ url }) => environmentOf(url) },
  'oidc-provider': {
    program: 'oidc-provider',
    readyPath: '/.well-known/jwks.json',
    environment: async ({ another }) => environmentOf(await another('oidc_provider')),
  },
  'oidc-provider in memory': {
    program: 'oidc-provider',
    readyPath: '/.well-known/jwks.json',
    environment: ({ url }) => ({ ...environmentOf(url), PEER_MEMORY: 'on' }),
  },
  'better-auth': {
    program: 'better-auth',
    readyPath: '/api/auth/ok',
    environment: async ({ another }) => environmentOf(await another('better_auth')),
  },
} as const satisfies Readonly<Record<string, Recipe>>

export type ServerName = keyof typeof recipes

export async function startOf(
  name: ServerName,
  database: BenchDatabase,
  programs: Programs,
): Promise<ServerStart> {
  const { program, readyPath, environment }: Recipe = recipes[name]
  return {
    program: programs.pathOf(program),
    environment: await environment(database),
    readyPath,
  }
}
