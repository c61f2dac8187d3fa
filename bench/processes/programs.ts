import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type StandIn, bundle } from '../../apps/bundle.ts'

/** Everything that is started, by the name it is started by. The first is the service as it is deployed. */
const sources = {
  lgc: 'apps/api/src/main.ts',
  bare: 'bench/servers/bare.ts',
  'oidc-provider': 'bench/peers/oidc-provider.ts',
  'better-auth': 'bench/peers/better-auth.ts',
  generator: 'bench/load/generator.ts',
} as const

/** The service with nothing written down: what that costs cannot be switched off where it is deployed. */
const withoutRecord: readonly StandIn[] = [
  {
    of: 'audit/src/infra/sql-trail.ts',
    name: 'sqlTrail',
    by: inProject('bench/without-record/sql-trail.ts'),
  },
  {
    of: 'audit/src/app/request-journal.ts',
    name: 'requestJournal',
    by: inProject('bench/without-record/request-journal.ts'),
  },
]

export type ProgramName = keyof typeof sources | 'lgc-without-record'

export type Programs = {
  readonly pathOf: (name: ProgramName) => string
  readonly remove: () => Promise<void>
}

/** Builds all programs as the service is built for production; inside the project, where npm packages are found. */
export async function buildPrograms(): Promise<Programs> {
  const folder = inProject(`bench/dist/${process.pid}`)
  const entries = Object.entries(sources).map(([name, path]) => [name, inProject(path)])
  await bundle(Object.fromEntries(entries), folder, { logLevel: 'warning' })
  const service = { 'lgc-without-record': inProject(sources.lgc) }
  await bundle(service, folder, { logLevel: 'warning', standIns: withoutRecord })
  return {
    pathOf: (name) => join(folder, `${name}.js`),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function inProject(path: string): string {
  return join(import.meta.dirname, '../..', path)
}
