import type { Agent, Caller, Xid } from '@lgc/kernel'
import type { Context } from 'hono'
import type { Standing } from '../limits/gcra.ts'
import type { RateLimits } from '../limits/rate-limits.ts'

/** What one request carries along inside the service. */
export type Exchange = {
  Variables: {
    requestId: string
    address: string
    /** Whether browsers reach us over https alone. */
    isSecure: boolean
    /** For the style element of the page, once the answer is one (CSP level 3, nonce-source). */
    nonce: string | null
    /** The valid `traceparent` of the caller, for the answer to carry. */
    traceparent: string | null
    /** Where the caller stands with the allowance that the request took from. */
    standing: Standing | null
    /** Whether pages of other origins may read the answer. */
    isForAnyOrigin: boolean
    /** Whether the answer has all its headers already. */
    isWhole: boolean
    limits: RateLimits
    /** What the client asked for with `ui_locales`; empty when it asked for nothing. */
    wantedLanguages: readonly string[]
    /** Whom the request turned out to be about; for the request log. */
    clientXid: Xid | null
    apiKeyXid: Xid | null
    personXid: Xid | null
  }
}

export type HttpContext = Context<Exchange>

/** Who is calling, for everything that is recorded on the way. */
export function callerOf(c: HttpContext, agent: Agent | null = null): Caller {
  return {
    requestId: c.get('requestId'),
    address: c.get('address'),
    userAgent: c.req.header('user-agent') ?? '',
    agent,
  }
}
