import type { BenchDatabase } from './databases.ts'
import type { ProgramName, Programs } from './processes/programs.ts'
import type { ServerStart } from './processes/server-process.ts'
import { environmentOf } from './settings.ts'

type Environment = Readonly<Record<string, string>>
type Recipe = {
  readonly program: ProgramName
  readonly environment: (database: BenchDatabase) => Environment | Promise<Environment>
}

/** Who is measured, and how each is started. */
const recipes = {
  lgc: { program: 'lgc', environment: ({ url }) => environmentOf(url) },
  bare: { program: 'bare', environment: ({ url }) => environmentOf(url) },
} as const satisfies Readonly<Record<string, Recipe>>

export type ServerName = keyof typeof recipes

export async function startOf(
  name: ServerName,
  database: BenchDatabase,
  programs: Programs,
): Promise<ServerStart> {
  const { program, environment }: Recipe = recipes[name]
  return {
    program: programs.pathOf(program),
    environment: await environment(database),
    readyPath: '/health/ready',
  }
}
