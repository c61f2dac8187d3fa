import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import { type Grant, accessLevelForm } from '../domain/grant.ts'
import { giveGrant } from './give-grant.ts'
import type { ClientUnit } from './ports.ts'

/** Lets a person enter a client. The person must be of the client's realm: ask before. */
export type CreateGrant = (
  order: { readonly personXid: Xid; readonly clientId: string; readonly accessLevel: string },
  caller: Caller,
) => Promise<
  Result<
    Grant,
    | 'person_not_found'
    | 'client_not_found'
    | 'access_level_invalid'
    | { readonly reason: 'grant_already_exists'; readonly details: { readonly grant_xid: Xid } }
  >
>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly newXid: NewXid; readonly now: Clock }

export function createGrant({ transact, newXid, now }: Dependencies): CreateGrant {
  return async ({ personXid, clientId, accessLevel }, caller) => {
    if (!accessLevelForm.test(accessLevel)) return refuse('access_level_invalid')
    return transact(caller, async (unit) => {
      const client = await unit.clients.find(clientId)
      if (!client) return refuse('client_not_found')
      const grant = await giveGrant(unit, { personXid, client, accessLevel }, { caller, newXid, now })
      if (grant) return accept(grant)
      const existing = await unit.grants.findNewest(personXid, client.xid)
      if (existing) return refuse({ reason: 'grant_already_exists', details: { grant_xid: existing.xid } })
      return refuse((await unit.clients.find(clientId)) ? 'person_not_found' : 'client_not_found')
    })
  }
}
