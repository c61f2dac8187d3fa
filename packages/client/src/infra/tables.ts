import type { Instant, Xid } from '@lgc/kernel'
import type { GeneratedAlways } from 'kysely'
import type { ApiKeyRole } from '../domain/api-key.ts'

/** The foreign keys that this context resolves itself. */
interface PersonKeys {
  persons: { id: GeneratedAlways<number>; xid: Xid }
}

export interface ClientTables extends PersonKeys {
  realms: { id: GeneratedAlways<number>; xid: Xid; name: string; created_at: Instant }
  clients: {
    id: GeneratedAlways<number>
    xid: Xid
    realm_id: number
    client_id: string
    name: string
    client_secret: string | null
    previous_client_secret: string | null
    previous_secret_expires_at: Instant | null
    redirect_uris: string
    post_logout_redirect_uris: string
    allowed_scopes: string
    requires_grant: number
    is_first_party: number
    code_lifetime_in_seconds: number
    logo_uri: string | null
    brand_color: string | null
    oauth_settings: string | null
    registration_hash: string | null
    created_at: Instant
    updated_at: Instant
    secret_rotated_at: Instant | null
    deactivated_at: Instant | null
  }
  registration_tokens: {
    id: GeneratedAlways<number>
    xid: Xid
    realm_id: number
    token_hash: string
    uses_left: number
    created_at: Instant
    expires_at: Instant
  }
  api_keys: {
    id: GeneratedAlways<number>
    xid: Xid
    client_id: number
    name: string
    key_hash: string
    key_prefix: string
    role: ApiKeyRole
    last_used_at: Instant | null
    expires_at: Instant | null
    revoked_at: Instant | null
    created_at: Instant
    allowed_networks: string | null
  }
  person_app_grants: {
    id: GeneratedAlways<number>
    xid: Xid
    person_id: number
    client_id: number
    access_level: string
    granted_by: Xid | null
    created_at: Instant
    updated_at: Instant
    revoked_at: Instant | null
    revoked_by: Xid | null
    is_active: 1 | null
  }
  idempotency_keys: {
    id: GeneratedAlways<number>
    xid: Xid
    client_id: number
    idempotency_key: string
    part: number
    request_hmac: string
    response: string | null
    created_at: Instant
  }
}
