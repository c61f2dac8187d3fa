import type { Grant } from '@lgc/client'
import type { Instant } from '@lgc/kernel'
import type { Identity, Person } from '@lgc/person'
import type { z } from 'zod'
import type * as schemas from './schemas.ts'

/** RFC 3339 in UTC with milliseconds. */
export function timestampOf(instant: Instant): string {
  return new Date(instant).toISOString()
}

export function optionalTimestamp(instant: Instant | null): string | null {
  return instant === null ? null : timestampOf(instant)
}

export function personToWire(person: Person): z.input<typeof schemas.person> {
  return {
    xid: person.xid,
    name_display: person.nameDisplay,
    name_legal: person.nameLegal,
    status: person.status,
    created_at: timestampOf(person.createdAt),
    updated_at: timestampOf(person.updatedAt),
  }
}

export function identityToWire(identity: Identity): z.input<typeof schemas.identity> {
  return {
    xid: identity.xid,
    person_xid: identity.personXid,
    type: identity.type,
    identifier: identity.identifier,
    has_challenge: identity.hasChallenge,
    is_primary: identity.isPrimary,
    verified_at: optionalTimestamp(identity.verifiedAt),
    provisioned_by_client_id: identity.provisionedByClientId,
    last_used_at: optionalTimestamp(identity.lastUsedAt),
    created_at: timestampOf(identity.createdAt),
  }
}

export function grantToWire(grant: Grant): z.input<typeof schemas.grant> {
  return {
    xid: grant.xid,
    person_xid: grant.personXid,
    client_id: grant.clientId,
    access_level: grant.accessLevel,
    granted_by: grant.grantedBy,
    created_at: timestampOf(grant.createdAt),
    updated_at: timestampOf(grant.updatedAt),
    revoked_at: optionalTimestamp(grant.revokedAt),
  }
}
