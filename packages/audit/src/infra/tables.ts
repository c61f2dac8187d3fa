import type { ColumnType, GeneratedAlways } from 'kysely'

/** A column that can be written once: its update type is `never`. */
type Written<T> = ColumnType<T, T, never>

export interface AuditTables {
  audit_log: {
    id: GeneratedAlways<number>
    xid: Written<string>
    target_type: Written<string>
    target_xid: Written<string>
    action: Written<string>
    agent_type: Written<string | null>
    agent_xid: Written<string | null>
    request_id: Written<string>
    ip_address: Written<string>
    user_agent: Written<string>
    metadata: Written<string>
    created_at: Written<number>
  }
  security_log: {
    id: GeneratedAlways<number>
    xid: Written<string>
    event_type: Written<string>
    identifier: Written<string | null>
    identifier_hmac: Written<string | null>
    client_id_claimed: Written<string | null>
    request_id: Written<string>
    ip_address: Written<string>
    user_agent: Written<string>
    details: Written<string>
    created_at: Written<number>
  }
  request_log: {
    id: GeneratedAlways<number>
    xid: Written<string>
    request_id: Written<string>
    method: Written<string>
    path: Written<string>
    status_code: Written<number>
    duration_ms: Written<number>
    ip_address: Written<string>
    user_agent: Written<string>
    client_xid: Written<string | null>
    api_key_xid: Written<string | null>
    person_xid: Written<string | null>
    created_at: Written<number>
  }
  audit_seals: {
    id: GeneratedAlways<number>
    xid: Written<string>
    sequence: Written<number>
    kind: Written<string>
    log: Written<string>
    first_position: Written<number>
    last_position: Written<number>
    row_count: Written<number>
    covered_until: Written<number>
    rows_digest: Written<string>
    previous_digest: Written<string>
    digest: Written<string>
    key_id: Written<string>
    signature: Written<string>
    sealed_at: Written<number>
  }
  audit_sealed_rows: {
    id: GeneratedAlways<number>
    xid: Written<string>
    log: Written<string>
    position: Written<number>
    digest: Written<string>
  }
  audit_leases: { name: string; holder: string; expires_at: number }
}
