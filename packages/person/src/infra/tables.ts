import type { Instant, Xid } from '@lgc/kernel'
import type { GeneratedAlways } from 'kysely'
import type { BrowserDigest, CodeDigest, CodePurpose } from '../domain/one-time-code.ts'
import type { AttemptKey, PasswordHash } from '../app/ports.ts'
import type { CanonicalIdentifier, IdentityType } from '../domain/identifier.ts'
import type { PersonStatus } from '../domain/person.ts'
import type { ProofDigest, ProofPurpose } from '../domain/proof.ts'

/** The foreign keys that this context resolves itself. */
interface ForeignKeys {
  realms: { id: GeneratedAlways<number>; xid: Xid }
  clients: { id: GeneratedAlways<number>; xid: Xid; client_id: string }
}

export interface PersonTables extends ForeignKeys {
  persons: {
    id: GeneratedAlways<number>
    xid: Xid
    realm_id: number
    name_display: string
    name_legal: string | null
    status: PersonStatus
    suspended_at: Instant | null
    suspended_reason: string | null
    created_at: Instant
    updated_at: Instant
  }
  identities: {
    id: GeneratedAlways<number>
    xid: Xid
    realm_id: number
    person_id: number
    type: IdentityType
    identifier: CanonicalIdentifier
    challenge: PasswordHash | null
    challenge_updated_at: Instant | null
    provisioned_by_client_id: number | null
    is_primary: number
    verified_at: Instant | null
    last_used_at: Instant | null
    created_at: Instant
    updated_at: Instant
  }
  sign_in_attempts: {
    identifier_hmac: AttemptKey
    failed_attempts: number
    locked_until: Instant | null
    updated_at: Instant
  }
  person_proofs: {
    id: GeneratedAlways<number>
    xid: Xid
    identity_id: number
    purpose: ProofPurpose
    identifier: CanonicalIdentifier
    new_identifier: CanonicalIdentifier | null
    token_hash: ProofDigest
    created_at: Instant
    requested_at: Instant
    expires_at: Instant
    consumed_at: Instant | null
  }
  otp_challenges: {
    id: GeneratedAlways<number>
    xid: Xid
    account_hmac: AttemptKey
    sequence: number
    identity_id: number | null
    method: CodePurpose
    code_hmac: CodeDigest
    browser_hmac: BrowserDigest | null
    attempts: number
    attempts_since: Instant
    created_at: Instant
    expires_at: Instant
    superseded_at: Instant | null
    consumed_at: Instant | null
  }
}
