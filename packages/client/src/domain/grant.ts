import type { Instant, Xid } from '@lgc/kernel'

/** That a person may enter a client, and at which level. The level has no meaning here. */
export type Grant = {
  readonly xid: Xid
  readonly personXid: Xid
  readonly clientXid: Xid
  readonly clientId: string
  readonly accessLevel: string
  readonly grantedBy: Xid | null
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly revokedAt: Instant | null
}

export const accessLevelForm: RegExp = /^[a-z][a-z0-9_]{0,31}$/
