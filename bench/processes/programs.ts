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

export type ProgramName = keyof typeof sources

export type Programs = {
  readonly pathOf: (name: ProgramName) => string
  readonly remove: () => Promise<void>
}

/** Builds all programs as the service is built for production; inside the project, where npm packages are found. */
export async function buildPrograms(): Promise<Programs> {
  const folder = join(project, 'bench/dist', String(process.pid))
  const entries = Object.entries(sources).map(([name, path]) => [name, join(project, path)])
  await bundle(Object.fromEntries(entries), folder, 'warning')
  return {
    pathOf: (name) => join(folder, `${name}.js`),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
