import type { Caller, Clock, NewXid, Trail } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import { mask } from '../domain/mask.ts'
import type { AuditTables } from './tables.ts'

export type TrailSettings = {
  readonly now: Clock
  readonly newXid: NewXid
  /** HMAC-SHA-256, hex, under a key of the operator: lets equal identifiers be found without keeping them. */
  readonly digestIdentifier: (identifier: string) => string
}

/** What may be a client id; a token of ours in the wrong field is not kept. */
const claimableClientId = /^(?!lg[a-z]{1,2}_)[A-Za-z0-9._-]{1,64}$/

/**
 * Writes the audit and the security log on the transaction it is given: what it records commits with the
 * change, and if it cannot be written the change does not happen.
 */
export function sqlTrail(
  db: Kysely<AuditTables>,
  caller: Caller,
  { now, newXid, digestIdentifier }: TrailSettings,
): Trail<string, string> {
  const origin = {
    request_id: caller.requestId,
    ip_address: caller.address,
    user_agent: caller.userAgent.slice(0, 255),
  }
  return {
    async record({ action, target, agent = caller.agent, details = {} }) {
      const row = {
        ...origin,
        xid: newXid(),
        target_type: target.type,
        target_xid: target.xid,
        action,
        agent_type: agent?.type ?? null,
        agent_xid: agent?.xid ?? null,
        metadata: JSON.stringify(details),
        created_at: now(),
      }
      await db.insertInto('audit_log').values(row).execute()
    },

    async report({ event, identifier, claimedClientId, details = {} }) {
      const row = {
        ...origin,
        xid: newXid(),
        event_type: event,
        identifier: identifier === undefined ? null : mask(identifier),
        identifier_hmac: identifier === undefined ? null : digestIdentifier(identifier),
        client_id_claimed:
          claimedClientId && claimableClientId.test(claimedClientId) ? claimedClientId : null,
        details: JSON.stringify(details),
        created_at: now(),
      }
      await db.insertInto('security_log').values(row).execute()
    },
  }
}
