import type { DispatchedNotices } from '@lgc/authentication'
import type { BucketName, Core } from '@lgc/composition'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** How a request was answered; the route is its pattern, never what stood in it. */
export type AnsweredRequest = {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly durationInSeconds: number
}

/** What other parts count themselves, read whenever somebody asks. */
export type Readings = {
  readonly hashingLoad: Core['hashingLoad']
  readonly poolLoad: () => { readonly busy: number; readonly waiting: number }
  readonly requestsDropped: () => number
  readonly logoutNotices: Pick<Core['logoutNotices'], 'count'>
}

export type Metrics = {
  readonly registry: Registry
  readonly begin: () => void
  readonly end: (request: AnsweredRequest) => void
  readonly limited: (bucket: BucketName) => void
  readonly limitsShared: (isShared: boolean) => void
  readonly counted: (checkSession: Core['checkSession']) => Core['checkSession']
  readonly noticed: (dispatched: DispatchedNotices) => void
  readonly read: (readings: Readings) => void
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const bounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Numbers for operators. No label names a person, an address, a client or a token. */
export function metrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    name: 'lgc_http_request_duration_seconds',
    help: 'Time to answer, by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: bounds,
    registers,
  })
  const inFlight = new Gauge({ name: 'lgc_http_requests_in_flight', help: 'Not answered yet', registers })
  const limited = new Counter({
    name: 'lgc_rate_limited_total',
    help: 'Refused because an allowance was used up',
    labelNames: ['bucket'],
    registers,
  })
  const shared = new Gauge({
    name: 'lgc_limits_shared',
    help: '1 while limits are shared with other processes, 0 while this one counts alone',
    registers,
  })
  const checked = new Counter({
    name: 'lgc_sessions_checked_total',
    help: 'Sessions that products asked about, by what was found',
    labelNames: ['outcome'],
    registers,
  })
  const noticed = new Counter({
    name: 'lgc_logout_notices_total',
    help: 'Attempts to tell a client that a session ended, by how they went',
    labelNames: ['outcome'],
    registers,
  })

  return {
    registry,
    begin: () => inFlight.inc(),
    end({ method, route, status, durationInSeconds }) {
      inFlight.dec()
      const labels = { method: methods.has(method) ? method : 'other', route, status }
      durations.observe(labels, durationInSeconds)
    },
    limited: (bucket) => limited.inc({ bucket }),
    limitsShared: (isShared) => shared.set(isShared ? 1 : 0),
    counted: (checkSession) => async (presented, caller) => {
      const found = await checkSession(presented, caller)
      checked.inc({ outcome: found.ok ? 'live' : found.refusal })
      return found
    },
    noticed({ sent, failed, parked }) {
      for (const [outcome, count] of Object.entries({ sent, failed, parked })) noticed.inc({ outcome }, count)
    },
    read: (readings) => readOnDemand(registry, readings),
  }
}

function readOnDemand(registry: Registry, readings: Readings): void {
  const { hashingLoad, poolLoad, requestsDropped, logoutNotices } = readings
  const gauge = (name: string, help: string, read: () => number): void => {
    const collect = (): void => found.set(read())
    const found: Gauge = new Gauge({ name, help, registers: [registry], collect })
  }
  gauge('lgc_hashing_running', 'Password and secret hashes under way', () => hashingLoad().running)
  gauge('lgc_hashing_waiting', 'Hashes waiting for a turn', () => hashingLoad().waiting)
  gauge('lgc_hashing_refused', 'Hashes refused since the start', () => hashingLoad().refused)
  gauge('lgc_database_connections_busy', 'Database connections in use', () => poolLoad().busy)
  gauge('lgc_database_connections_awaited', 'Requests waiting for one', () => poolLoad().waiting)
  gauge('lgc_request_log_dropped', 'Lines of the request log lost since the start', requestsDropped)
  for (const [name, help, states] of noticeGauges) {
    const collect = async (): Promise<void> => {
      // The other numbers are worth the most when the database cannot be asked: this one stays as it was.
      const count = await logoutNotices.count(states).catch(() => undefined)
      if (count !== undefined) found.set(count)
    }
    const found: Gauge = new Gauge({ name, help, registers: [registry], collect })
  }
}

const noticeGauges = [
  ['lgc_logout_notices_waiting', 'Clients still to be told that a session ended', ['queued', 'failed']],
  ['lgc_logout_notices_parked', 'Notices that were given up until an operator looks', ['parked']],
] as const
