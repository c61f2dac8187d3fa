import { randomBytes } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import type { RequestJournal } from '@lgc/audit'
import type { Clock, NewXid } from '@lgc/kernel'
import type { MiddlewareHandler } from 'hono'
import type { ClientAddress } from './client-address.ts'
import type { Exchange, HttpContext } from './exchange.ts'
import { notablePath } from './notable-path.ts'

const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/

/** One line of the service's own log. */
export type LogRequest = (line: {
  readonly request_id: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly duration_ms: number
}) => void

type Dependencies = {
  readonly addressOf: ClientAddress
  readonly isSecure: boolean
  readonly newXid: NewXid
  readonly now: Clock
  readonly journal: RequestJournal
  readonly log: LogRequest
}

/**
 * Gives every request its id and its caller's address, and notes afterwards how it was answered. The path
 * is noted without its query and its odd segments: secrets end up there.
 */
export function requestContext({
  addressOf,
  isSecure,
  newXid,
  now,
  journal,
  log,
}: Dependencies): MiddlewareHandler<Exchange> {
  return async (c, next) => {
    const startedAt = performance.now()
    const claimed = c.req.header('x-request-id')
    const requestId = claimed && requestIdForm.test(claimed) ? claimed : newXid()
    c.set('requestId', requestId)
    c.set('address', addressOf(peerOf(c), c.req.header('x-forwarded-for')))
    c.set('isSecure', isSecure)
    c.set('nonce', randomBytes(16).toString('base64'))
    for (const name of ['clientXid', 'apiKeyXid', 'personXid'] as const) c.set(name, null)
    c.header('X-Request-Id', requestId)
    await next()
    const { method } = c.req
    const path = notablePath(c.req.path)
    const { status } = c.res
    const durationInMilliseconds = performance.now() - startedAt
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
    })
  }
}

function peerOf(c: HttpContext): string | undefined {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  return incoming?.socket.remoteAddress
}
