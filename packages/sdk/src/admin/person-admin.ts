import type { Answer } from '../answer.ts'
import type { AskAgain } from '../ask-again.ts'
import { type Pages, pagesOf, queryOf } from '../pages.ts'
import { type Read, type ShapeOf, listOf, nothing, number, shape } from '../read-shape.ts'
import {
  type Grant,
  type Identity,
  type ListedPerson,
  type Person,
  grant,
  identity,
  listedPerson,
  person,
} from '../things.ts'
import { wireRecordOf } from '../wire-names.ts'

export type PersonFilter = {
  /** How a name or an identifier begins, or an xid. */
  readonly q?: string
  readonly status?: 'active' | 'suspended'
}
export type PersonChange = {
  readonly nameDisplay?: string
  readonly nameLegal?: string | null
  readonly status?: 'active' | 'suspended'
  readonly suspendedReason?: string
}
export type WholePerson = {
  readonly person: Person
  readonly identities: readonly Identity[]
  readonly grants: readonly Grant[]
}

export interface PersonAdmin {
  list(filter?: PersonFilter): Pages<ListedPerson>
  read(xid: string): Promise<Answer<WholePerson>>
  update(xid: string, change: PersonChange): Promise<Answer<Person>>
  delete(xid: string): Promise<Answer<undefined>>
}

const whole: Read<WholePerson> = shape({ person, identities: listOf(identity), grants: listOf(grant) })

export function personAdmin(ask: AskAgain): PersonAdmin {
  const pathOf = (xid: string): string => `/admin/persons/${encodeURIComponent(xid)}`
  return {
    list: (filter) => pagesOf(ask, '/admin/persons', listedPerson, filter),
    read: (xid) => ask({ method: 'GET', path: pathOf(xid) }, whole),
    update: (xid, change) => ask({ method: 'PATCH', path: pathOf(xid), json: wireRecordOf(change) }, person),
    delete: (xid) => ask({ method: 'DELETE', path: pathOf(xid) }, nothing),
  }
}

export type ChangedChallenge = ShapeOf<typeof changedShape>
const changedShape = { identity, sessionsRevoked: number } as const
const changedChallenge: Read<ChangedChallenge> = shape(changedShape)

export interface IdentityAdmin {
  /** All of a person, the primary one first. */
  list(whose: { readonly personXid: string }): Promise<Answer<readonly Identity[]>>
  changeIdentifier(xid: string, identifier: string): Promise<Answer<Identity>>
  /** Ends every session of the person, unless told otherwise. */
  changeChallenge(
    xid: string,
    challenge: string,
    options?: { readonly revokeSessions?: boolean },
  ): Promise<Answer<ChangedChallenge>>
}

const identities: Read<readonly Identity[]> = (found, where) =>
  shape({ data: listOf(identity) })(found, where).data

export function identityAdmin(ask: AskAgain): IdentityAdmin {
  const pathOf = (xid: string): string => `/admin/identities/${encodeURIComponent(xid)}`
  return {
    list: (whose) => ask({ method: 'GET', path: `/admin/identities${queryOf(whose)}` }, identities),
    changeIdentifier: (xid, identifier) =>
      ask({ method: 'PATCH', path: pathOf(xid), json: { identifier } }, identity),
    changeChallenge: (xid, challenge, options = {}) => {
      const json = wireRecordOf({ challenge, ...options })
      return ask({ method: 'PATCH', path: `${pathOf(xid)}/challenge`, json }, changedChallenge)
    },
  }
}
