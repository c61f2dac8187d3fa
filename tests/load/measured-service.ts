import { readFileSync, readdirSync } from 'node:fs'
import { bundledApi } from '../support/bundled-api.ts'
import type { FreshDatabase, TestDatabase } from '../support/databases.ts'
import { type ApiProcess, type Environment, environmentFor, send, startApi } from '../support/processes.ts'

/** A process of the service with the care for passwords that a deployment has, and what it takes of the machine. */
export type MeasuredService = {
  readonly api: ApiProcess
  readonly url: string
  /** Megabytes of memory now, and the most that there ever were. */
  readonly memory: () => { readonly now: number; readonly most: number }
  readonly descriptors: () => number
  /** A number of its own, by the name under which Prometheus reads it. */
  readonly metric: (name: string) => Promise<number>
  readonly close: () => Promise<number | null>
}

export async function startMeasured(
  create: TestDatabase['create'],
  environment: Environment = {},
): Promise<MeasuredService> {
  const fresh: FreshDatabase = await create()
  const whole = { ...environmentFor(fresh.url), ...asDeployed, ...environment }
  const api = await startApi(whole, await bundledApi())
  const metricsPort = portOfMetrics(api.stdout())
  return {
    api,
    url: fresh.url,
    memory: () => memoryOf(api.pid),
    descriptors: () => readdirSync(`/proc/${api.pid}/fd`).length,
    async metric(name) {
      const { text } = await send(metricsPort, '/metrics', {})
      const line = text.split('\n').find((one) => one.startsWith(`${name} `))
      if (line === undefined) throw new Error(`there is no ${name}`)
      return Number(line.split(' ')[1])
    },
    async close() {
      const exitCode = await api.stop()
      await fresh.drop()
      return exitCode
    },
  }
}

const asDeployed = {
  LGC_ARGON2_MEMORY_KIB: '19456',
  LGC_ARGON2_ITERATIONS: '2',
  LGC_ARGON2_QUEUE: '64',
  METRICS_PORT: '0',
}

function portOfMetrics(log: string): number {
  const line = log.split('\n').find((one) => one.includes('"message":"metrics are served"'))
  if (line === undefined) throw new Error('no metrics are served')
  return (JSON.parse(line) as { port: number }).port
}

function memoryOf(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  return { now: megabytes('VmRSS'), most: megabytes('VmHWM') }
}
