import type { Caller, Clock, NewXid, Trail } from '@lgc/kernel'
import { mask } from '../domain/mask.ts'
import type { TrailRows } from './sql-trail-writer.ts'

export type TrailSettings = {
  readonly now: Clock
  readonly newXid: NewXid
  /** HMAC-SHA-256, hex, under a key of the operator: lets equal identifiers be found without keeping them. */
  readonly digestIdentifier: (identifier: string) => string
}

/** What may be a client id; a token of ours in the wrong field is not kept. */
const claimableClientId = /^(?!lg[a-z]{1,2}_)[A-Za-z0-9._-]{1,64}$/

/** A trail that is complete only when what it gathered is written, at the end of what it belongs to. */
export type GatheredTrail = Trail<string, string> & { readonly gathered: TrailRows }

/** Gathers what is recorded as rows of the two logs. */
export function sqlTrail(caller: Caller, { now, newXid, digestIdentifier }: TrailSettings): GatheredTrail {
  const origin = {
    request_id: caller.requestId,
    ip_address: caller.address,
    user_agent: caller.userAgent.slice(0, 255),
  }
  const through = caller.apiKeyXid === undefined ? {} : { api_key_xid: caller.apiKeyXid }
  const gathered: TrailRows = { changes: [], suspicions: [] }
  return {
    gathered,

    async record({ action, target, agent = caller.agent, details = {} }) {
      gathered.changes.push({
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
      gathered.suspicions.push({
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
  }
}
