import type { Newcomer, ProvisionedPerson } from '@lgc/person'
import type { z } from 'zod'
import type { newcomer, provisionedConsent, provisionedGrant } from './provisioning-schemas.ts'
import type { identity, person } from './schemas.ts'
import { identityToWire, personToWire, timestampOf } from './wire.ts'

export function newcomerFrom(wanted: z.output<typeof newcomer>): Newcomer {
  const { type, identifier, challenge = null } = wanted.identity
  return {
    nameDisplay: wanted.name_display,
    nameLegal: wanted.name_legal ?? null,
    type,
    identifier,
    password: challenge,
    scopes: wanted.consent?.scopes ?? null,
    accessLevel: wanted.grant?.access_level ?? null,
  }
}

type Wire = {
  readonly person: z.input<typeof person>
  readonly identity: z.input<typeof identity>
  readonly consent: z.input<typeof provisionedConsent> | null
  readonly grant: z.input<typeof provisionedGrant> | null
}

export function provisionedToWire(provisioned: ProvisionedPerson, clientId: string): Wire {
  const { scopes } = provisioned
  return {
    person: personToWire(provisioned.person),
    identity: identityToWire(provisioned.identity),
    consent: scopes && { scopes: [...scopes], source: 'provisioned' },
    grant: grantToWire(provisioned, clientId),
  }
}

function grantToWire({ person: { xid }, admittance }: ProvisionedPerson, clientId: string): Wire['grant'] {
  if (!admittance) return null
  const at = timestampOf(admittance.createdAt)
  return {
    xid: admittance.xid,
    person_xid: xid,
    client_id: clientId,
    access_level: admittance.accessLevel,
    granted_by: admittance.grantedBy,
    created_at: at,
    updated_at: at,
    revoked_at: null,
  }
}
