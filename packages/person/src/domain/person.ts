import type { Instant, Xid } from '@lgc/kernel'

export type PersonStatus = 'active' | 'suspended'

/** Who somebody is. */
export type Person = {
  readonly xid: Xid
  readonly realmXid: Xid
  readonly nameDisplay: string
  readonly nameLegal: string | null
  readonly status: PersonStatus
  readonly createdAt: Instant
  readonly updatedAt: Instant
}
