import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundle } from '../../apps/bundle.ts'

const project = join(import.meta.dirname, '../..')

/** Everything that is started, by the name it is started by. The first is the service as it is deployed. */
const sources = {
  lgc: 'apps/api/src/main.ts',
  bare: 'bench/servers/bare.ts',
  'oidc-provider': 'bench/peers/oidc-provider.ts',
  'better-auth': 'bench/peers/better-auth.ts',
  generator: 'bench/load/generator.ts',
} as const

/** The service with nothing written down: what that costs cannot be switched off where it is deployed. */
const withoutRecord = {
  'audit/src/infra/sql-trail.ts': 'bench/without-record/sql-trail.ts',
  'audit/src/app/request-journal.ts': 'bench/without-record/request-journal.ts',
} as const

export type ProgramName = keyof typeof sources | 'lgc-without-record'

export type Programs = {
  readonly pathOf: (name: ProgramName) => string
  readonly remove: () => Promise<void>
}

/** Builds all programs as the service is built for production; inside the project, where npm packages are found. */
export async function buildPrograms(): Promise<Programs> {
  const folder = join(project, 'bench/dist', String(process.pid))
  await bundle(inProject(sources), folder, { logLevel: 'warning' })
  const instead = inProject(withoutRecord)
  await bundle(inProject({ 'lgc-without-record': sources.lgc }), folder, { logLevel: 'warning', instead })
  return {
    pathOf: (name) => join(folder, `${name}.js`),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function inProject(paths: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, join(project, path)]))
}
