import type { Caller, Clock, NewXid, Xid } from '@lgc/kernel'
import type { Client } from '../domain/client.ts'
import type { Grant } from '../domain/grant.ts'
import type { ClientUnit } from './ports.ts'

type Order = {
  readonly personXid: Xid
  readonly client: Pick<Client, 'xid' | 'clientId'>
  readonly accessLevel: string
}

type Tools = { readonly caller: Caller; readonly newXid: NewXid; readonly now: Clock }

/** Adds a grant and records it, in the transaction of whoever asks; undefined when there is one already. */
export async function giveGrant(
  { grants, record }: Pick<ClientUnit, 'grants' | 'record'>,
  { personXid, client, accessLevel }: Order,
  { caller, newXid, now }: Tools,
): Promise<Grant | undefined> {
  const at = now()
  const grant: Grant = {
    xid: newXid(),
    personXid,
    clientXid: client.xid,
    clientId: client.clientId,
    accessLevel,
    grantedBy: caller.agent?.xid ?? null,
    createdAt: at,
    updatedAt: at,
    revokedAt: null,
  }
  if (!(await grants.add(grant))) return undefined
  await record({
    action: 'grant.created',
    target: { type: 'grant', xid: grant.xid },
    details: { person_xid: personXid, client_xid: client.xid, access_level: accessLevel },
  })
  return grant
}
