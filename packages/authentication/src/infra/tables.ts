import type { Instant, Xid } from '@lgc/kernel'
import type { GeneratedAlways } from 'kysely'
import type { SecretDigest } from '../domain/authorization-code.ts'
import type { SealedPrivateKey, SigningAlgorithm } from '../domain/keys/signing-key.ts'
import type { NoticeState } from '../domain/logout/logout-notice.ts'

/** The foreign keys that this context resolves itself. */
interface ForeignKeys {
  persons: { id: GeneratedAlways<number>; xid: Xid }
  clients: { id: GeneratedAlways<number>; xid: Xid; client_id: string }
}

interface TokenColumns {
  id: GeneratedAlways<number>
  xid: Xid
  token_hash: SecretDigest
  scopes: string
  audience: string
  dpop_jkt: string | null
  created_at: Instant
  expires_at: Instant
}

interface Remembered {
  id: GeneratedAlways<number>
  xid: Xid
  digest: SecretDigest
  expires_at: Instant
}

export interface AuthenticationTables extends ForeignKeys {
  sessions: {
    id: GeneratedAlways<number>
    xid: Xid
    person_id: number
    client_id: number | null
    token_hash: SecretDigest
    scopes: string
    login_session_xid: Xid | null
    authorization_code_xid: Xid | null
    amr: string
    auth_time: Instant
    ip_address: string
    user_agent: string
    created_at: Instant
    last_active_at: Instant
    expires_at: Instant
    idle_limit_in_seconds: number
    requested_claims: string | null
  }
  access_tokens: TokenColumns & {
    client_id: number
    session_id: number | null
  }
  refresh_tokens: TokenColumns & {
    session_id: number
    spent_at: Instant | null
    grace_uses: number
  }
  device_authorizations: {
    id: GeneratedAlways<number>
    xid: Xid
    device_hash: SecretDigest
    user_hash: SecretDigest
    client_id: number
    scopes: string
    resources: string
    ip_address: string
    user_agent: string
    created_at: Instant
    expires_at: Instant
    interval_in_seconds: number
    polled_at: Instant | null
    login_session_xid: Xid | null
    person_id: number | null
    amr: string | null
    auth_time: Instant | null
    approved_at: Instant | null
    denied_at: Instant | null
    spent_at: Instant | null
  }
  revoked_tokens: Remembered
  seen_proofs: Remembered
  authorization_codes: {
    id: GeneratedAlways<number>
    xid: Xid
    code_hash: SecretDigest
    person_id: number
    client_id: number
    scopes: string
    redirect_uri: string
    code_challenge: string | null
    nonce: string | null
    login_session_xid: Xid | null
    amr: string
    auth_time: Instant
    created_at: Instant
    expires_at: Instant
    used_at: Instant | null
    openid_terms: string | null
  }
  consent_records: {
    id: GeneratedAlways<number>
    xid: Xid
    person_id: number
    client_id: number
    scopes: string
    source: 'user' | 'provisioned'
    created_at: Instant
    updated_at: Instant
  }
  signing_keys: {
    id: GeneratedAlways<number>
    xid: Xid
    kid: string
    algorithm: SigningAlgorithm
    generation: number
    public_jwk: string
    private_key: SealedPrivateKey | null
    created_at: Instant
    activates_at: Instant
    revoked_at: Instant | null
  }
  logout_notices: {
    id: GeneratedAlways<number>
    xid: Xid
    client_id: string
    person_xid: Xid
    session_xid: Xid
    state: NoticeState
    attempts: number
    next_attempt_at: Instant
    last_error: string | null
    created_at: Instant
    sent_at: Instant | null
  }
  pushed_requests: {
    id: GeneratedAlways<number>
    xid: Xid
    reference_hash: SecretDigest
    client_id: number
    request: string
    created_at: Instant
    expires_at: Instant
    answered_at: Instant | null
  }
  provider_logins: {
    id: GeneratedAlways<number>
    xid: Xid
    state_hash: SecretDigest
    browser_hash: SecretDigest
    login_flow_xid: Xid
    created_at: Instant
    expires_at: Instant
    used_at: Instant | null
    subject: string | null
    name: string | null
    taken_at: Instant | null
  }
  login_flows: {
    id: GeneratedAlways<number>
    xid: Xid
    browser_hash: SecretDigest
    request: string | null
    identifier: string | null
    return_to: string | null
    created_at: Instant
    expires_at: Instant
  }
}
