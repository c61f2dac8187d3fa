import type { Instant, Xid } from '@lgc/kernel'
import type { ParsedIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import type { Person } from '../domain/person.ts'
import type { PasswordHash } from './ports.ts'

type Beginning = {
  readonly xid: Xid
  readonly person: Pick<Person, 'xid' | 'createdAt'>
  readonly named: ParsedIdentifier
  readonly hash: PasswordHash | null
  readonly isPrimary: boolean
  readonly verifiedAt: Instant | null
}

/** An identity that nobody has used yet. */
export function newIdentity({ xid, person, named, hash, isPrimary, verifiedAt }: Beginning): Identity {
  return {
    xid,
    personXid: person.xid,
    type: named.type,
    identifier: named.identifier,
    hasChallenge: hash !== null,
    isPrimary,
    verifiedAt,
    provisionedByClientId: null,
    lastUsedAt: null,
    createdAt: person.createdAt,
  }
}
