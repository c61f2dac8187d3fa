import { requestJournal } from '@lgc/audit'
import type { Config } from '@lgc/composition'
import { type Surroundings, app } from '../../apps/api/src/app.ts'
import { memoryLimiter } from '../../apps/api/src/limits/memory-limiter.ts'
import { paceAttempts } from '../../apps/api/src/limits/pace-attempts.ts'
import { rateLimits } from '../../apps/api/src/limits/rate-limits.ts'
import { readiness } from '../../apps/api/src/readiness.ts'
import type { TestDatabase } from './databases.ts'
import { type World, openWorld, testSettings } from './world.ts'

export const testConfig: Config = {
  ...testSettings,
  issuer: 'http://localhost:3100',
  environment: 'test',
  workers: 1,
  port: 3100,
  host: '127.0.0.1',
  databaseUrl: '',
  databaseSslCa: null,
  databasePoolSize: 5,
  migratesAtStart: true,
  trustedProxies: [],
  webOrigins: [],
  isTokenBasicAllowed: false,
  areDocsServed: true,
  isClientRegistrationOpen: true,
  drainInSeconds: 0,
  dispatchInSeconds: 0,
  logLevel: 'silent',
  limits: null,
  valkeyUrl: null,
  sweepEverySeconds: 0,
  metrics: null,
  sealIntervalInSeconds: 0,
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

/** Nobody counts. */
const observe = { begin: (): void => {}, end: (): void => {} }
/** Nothing is limited, and nobody counts. */
export const unwatched: Pick<Surroundings, 'limits' | 'observe'> = {
  limits: async () => ({ standing: null, refusal: null }),
  observe,
}

type Call = {
  readonly method?: string
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>> | string
  readonly headers?: Readonly<Record<string, string>>
  readonly raw?: string | Uint8Array
}

/** The whole service in this process, on a database of its own and with a clock that the test moves. */
export type Service = World & {
  /** A request without a network; the address of the caller is `203.0.113.9`. */
  readonly fetch: (path: string, call?: Call) => Promise<Response>
  readonly call: (path: string, call?: Call) => Promise<Answer>
  /** Errors that were answered with 500 or 503, as the log would have them. */
  readonly faults: unknown[]
}

export async function openService(
  create: TestDatabase['create'],
  config: Partial<Config> = {},
): Promise<Service> {
  const whole = { ...testConfig, ...config }
  const limits = rateLimits({
    limiter: memoryLimiter(() => world.clock.now()),
    limits: whole.limits,
    report: (suspicion, caller) => world.core.report(suspicion, caller),
    onLimited: () => {},
  })
  const world: World = await openWorld(create, whole, paceAttempts(limits))
  const faults: unknown[] = []
  const journal = requestJournal(world.core.appendRequests)
  const hono = app({
    core: world.core,
    config: whole,
    journal,
    limits,
    observe,
    log: () => {},
    logFault: (fault) => void faults.push(fault),
    whyNotReady: readiness(world.database, world.core).whyNot,
  })
  const fetch: Service['fetch'] = async (path, call = {}) => {
    const bindings = { incoming: { socket: { remoteAddress: '203.0.113.9' } } }
    return hono.request(path, requestOf(call), bindings)
  }
  return {
    ...world,
    faults,
    fetch,
    async call(path, call) {
      const response = await fetch(path, call)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : { text }
      return { status: response.status, headers: response.headers, body }
    },
    async close() {
      await journal.close()
      await world.close()
    },
  }
}

function requestOf({ method, json, form, headers = {}, raw }: Call): RequestInit {
  if (json !== undefined) {
    const all = { 'Content-Type': 'application/json', ...headers }
    return { method: method ?? 'POST', headers: all, body: JSON.stringify(json) }
  }
  if (form !== undefined) {
    const all = { 'Content-Type': 'application/x-www-form-urlencoded', ...headers }
    const body = typeof form === 'string' ? form : new URLSearchParams(form).toString()
    return { method: method ?? 'POST', headers: all, body }
  }
  return { method: method ?? 'GET', headers, ...(raw === undefined ? {} : { body: raw }) }
}
