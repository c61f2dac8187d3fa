import type { Answer } from '../answer.ts'
import type { AskAgain } from '../ask-again.ts'
import { type Named, nameFor } from '../idempotency-key.ts'
import { type Pages, pagesOf } from '../pages.ts'
import { nothing } from '../read-shape.ts'
import { type Grant, grant } from '../things.ts'
import { wireRecordOf } from '../wire-names.ts'

/** Of a person, or of a client. */
export type Whose = { readonly personXid: string } | { readonly clientId: string }

export type GrantOrder = {
  readonly personXid: string
  readonly clientId: string
  /** `user` unless told. */
  readonly accessLevel?: string
}

export interface GrantAdmin {
  list(whose: Whose & { readonly includeRevoked?: boolean }): Pages<Grant>
  create(order: GrantOrder, named?: Named): Promise<Answer<Grant>>
  changeLevel(xid: string, accessLevel: string): Promise<Answer<Grant>>
  revoke(xid: string): Promise<Answer<undefined>>
}

export function grantAdmin(ask: AskAgain): GrantAdmin {
  const path = '/admin/grants'
  const pathOf = (xid: string): string => `${path}/${encodeURIComponent(xid)}`
  return {
    list: (whose) => pagesOf(ask, path, grant, whose),
    create: (order, named) =>
      ask({ method: 'POST', path, json: wireRecordOf(order), ...nameFor(named) }, grant),
    changeLevel: (xid, accessLevel) =>
      ask({ method: 'PATCH', path: pathOf(xid), json: wireRecordOf({ accessLevel }) }, grant),
    revoke: (xid) => ask({ method: 'DELETE', path: pathOf(xid) }, nothing),
  }
}
