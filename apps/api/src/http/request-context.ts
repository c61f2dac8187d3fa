import type { HttpBindings } from '@hono/node-server'
import type { RequestJournal } from '@lgc/audit'
import type { Clock, NewXid } from '@lgc/kernel'
import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { RateLimits } from '../limits/rate-limits.ts'
import type { ClientAddress } from './client-address.ts'
import type { AnsweredRequest } from '../metrics/metrics.ts'
import type { Exchange, HttpContext } from './exchange.ts'
import { notablePath } from './notable-path.ts'
import { requestSpan } from './request-span.ts'
import { remoteSpanIn } from './trace-parent.ts'

const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/

/** One line of the service's own log. */
export type LogRequest = (line: {
  readonly request_id: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly duration_ms: number
  readonly trace_id?: string
}) => void

/** Counts requests while they are under way and when they are answered. */
export type ObserveRequests = {
  readonly begin: () => void
  readonly end: (request: AnsweredRequest) => void
}

type Dependencies = {
  readonly addressOf: ClientAddress
  readonly isSecure: boolean
  readonly limits: RateLimits
  readonly newXid: NewXid
  readonly now: Clock
  readonly journal: RequestJournal
  readonly log: LogRequest
  readonly observe: ObserveRequests
}

/**
 * Gives every request its id and its caller's address, and notes afterwards how it was answered. The path
 * is noted without its query and its odd segments: secrets end up there.
 */
export function requestContext({
  addressOf,
  isSecure,
  limits,
  newXid,
  now,
  journal,
  log,
  observe,
}: Dependencies): MiddlewareHandler<Exchange> {
  return async (c, next) => {
    const startedAt = performance.now()
    const claimed = c.req.header('x-request-id')
    const requestId = claimed && requestIdForm.test(claimed) ? claimed : newXid()
    c.set('requestId', requestId)
    c.set('address', addressOf(peerOf(c), c.req.header('x-forwarded-for')))
    c.set('isSecure', isSecure)
    c.set('limits', limits)
    c.set('nonce', null)
    c.set('standing', null)
    c.set('isForAnyOrigin', false)
    c.set('isWhole', false)
    c.set('wantedLanguages', [])
    for (const name of ['clientXid', 'apiKeyXid', 'personXid'] as const) c.set(name, null)
    const traceparent = c.req.header('traceparent')
    c.set('traceparent', traceparent && remoteSpanIn(traceparent) ? traceparent : null)
    const span = requestSpan(c.req.method, traceparent)
    observe.begin()
    await span.run(next)
    const { method } = c.req
    const path = notablePath(c.req.path)
    const { status } = c.res
    const durationInMilliseconds = performance.now() - startedAt
    const route = routeOf(c)
    span.end({ route, status })
    observe.end({ method, route, status, durationInSeconds: durationInMilliseconds / 1000 })
    journal.note({
      requestId,
      method,
      path,
      status,
      durationInMilliseconds,
      address: c.get('address'),
      userAgent: c.req.header('user-agent') ?? '',
      clientXid: c.get('clientXid'),
      apiKeyXid: c.get('apiKeyXid'),
      personXid: c.get('personXid'),
      at: now(),
    })
    log({
      request_id: requestId,
      method,
      path,
      status,
      duration_ms: Math.round(durationInMilliseconds * 10) / 10,
      ...(span.traceId ? { trace_id: span.traceId } : {}),
    })
  }
}

/** The pattern of the route that was asked for; what somebody made up is no route. */
function routeOf(c: HttpContext): string {
  const patterns = matchedRoutes(c).map(({ path }) => path)
  return patterns.findLast((path) => !path.includes('*')) ?? 'none'
}

function peerOf(c: HttpContext): string | undefined {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  return incoming?.socket.remoteAddress
}
