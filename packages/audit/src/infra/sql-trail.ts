import type { Caller, Clock, NewXid, Trail } from '@lgc/kernel'
import type { Insertable, Kysely } from 'kysely'
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

/** A trail that is complete only when it was written, at the end of the transaction that it belongs to. */
export type GatheredTrail = Trail<string, string> & { readonly writeTrail: () => Promise<void> }

/** Fewer than SQLite takes parameters for. */
const rowsInStatement = 250

/**
 * Gathers what is recorded and writes it on the transaction it is given, in one statement for each log: it
 * commits with the change, and if it cannot be written the change does not happen.
 */
export function sqlTrail(
  db: Kysely<AuditTables>,
  caller: Caller,
  { now, newXid, digestIdentifier }: TrailSettings,
): GatheredTrail {
  const origin = {
    request_id: caller.requestId,
    ip_address: caller.address,
    user_agent: caller.userAgent.slice(0, 255),
  }
  const through = caller.apiKeyXid === undefined ? {} : { api_key_xid: caller.apiKeyXid }
  const changes: Insertable<AuditTables['audit_log']>[] = []
  const suspicions: Insertable<AuditTables['security_log']>[] = []
  return {
    async record({ action, target, agent = caller.agent, details = {} }) {
      changes.push({
        ...origin,
        xid: newXid(),
        target_type: target.type,
        target_xid: target.xid,
        action,
        agent_type: agent?.type ?? null,
        agent_xid: agent?.xid ?? null,
        metadata: JSON.stringify({ ...through, ...details }),
        created_at: now(),
      })
    },

    async report({ event, identifier, claimedClientId, details = {} }) {
      suspicions.push({
        ...origin,
        xid: newXid(),
        event_type: event,
        identifier: identifier === undefined ? null : mask(identifier),
        identifier_hmac: identifier === undefined ? null : digestIdentifier(identifier),
        client_id_claimed:
          claimedClientId && claimableClientId.test(claimedClientId) ? claimedClientId : null,
        details: JSON.stringify({ ...through, ...details }),
        created_at: now(),
      })
    },

    async writeTrail() {
      for (const rows of slicesOf(changes)) await db.insertInto('audit_log').values(rows).execute()
      for (const rows of slicesOf(suspicions)) await db.insertInto('security_log').values(rows).execute()
    },
  }
}

function* slicesOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsInStatement) {
    yield rows.slice(start, start + rowsInStatement)
  }
}
