import type { Instant, Xid } from '@lgc/kernel'

/** One answered request. The path has no query string: secrets end up there. */
export type ServedRequest = {
  readonly requestId: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly durationInMilliseconds: number
  readonly address: string
  readonly userAgent: string
  readonly clientXid: Xid | null
  readonly apiKeyXid: Xid | null
  readonly personXid: Xid | null
  readonly at: Instant
}
