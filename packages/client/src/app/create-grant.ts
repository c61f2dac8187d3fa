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
import { answerOnce } from './answer-once.ts'
import { giveGrant } from './give-grant.ts'
import type { ClientUnit, Once } from './ports.ts'

export type GrantOrder = {
  readonly personXid: Xid
  readonly clientId: string
  readonly accessLevel: string
}

type GrantRefused =
  | 'person_not_found'
  | 'client_not_found'
  | { readonly reason: 'grant_already_exists'; readonly details: { readonly grant_xid: Xid } }

/** Lets a person enter a client. The person must be of the client's realm: ask before. */
export type CreateGrant = (
  order: GrantOrder,
  caller: Caller,
  once?: Once | null,
) => Promise<Result<Grant, GrantRefused | 'access_level_invalid' | 'idempotency_key_reused'>>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly newXid: NewXid; readonly now: Clock }

export function createGrant({ transact, newXid, now }: Dependencies): CreateGrant {
  return async (order, caller, once = null) => {
    if (!accessLevelForm.test(order.accessLevel)) return refuse('access_level_invalid')
    return transact(caller, (unit) =>
      answerOnce(unit.givenAnswers, once, now(), () => give(unit, order, { caller, newXid, now })),
    )
  }
}

async function give(
  unit: ClientUnit,
  { personXid, clientId, accessLevel }: GrantOrder,
  tools: Parameters<typeof giveGrant>[2],
): Promise<Result<Grant, GrantRefused>> {
  const client = await unit.clients.find(clientId)
  if (!client) return refuse('client_not_found')
  const grant = await giveGrant(unit, { personXid, client, accessLevel }, tools)
  if (grant) return accept(grant)
  const existing = await unit.grants.findNewest(personXid, client.xid)
  if (existing) return refuse({ reason: 'grant_already_exists', details: { grant_xid: existing.xid } })
  return refuse((await unit.clients.find(clientId)) ? 'person_not_found' : 'client_not_found')
}
