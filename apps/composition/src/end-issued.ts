import { type EndedBefore, type IssuedUnit, endIssuedBefore } from '@lgc/authentication'
import type { Caller, Instant, Transact, Xid } from '@lgc/kernel'
import { type PersonUnit, endLinksBefore } from '@lgc/person'

/** Ends everything by which somebody could get in or stay in, if it was issued before a moment. */
export type EndIssued = (before: Instant, caller: Caller) => Promise<EndedBefore & { readonly links: number }>

type Units = { readonly issued: Transact<IssuedUnit>; readonly person: Transact<PersonUnit> }

export function endIssuedWith(transact: Units, serviceXid: Xid): EndIssued {
  const issued = endIssuedBefore({ transact: transact.issued, serviceXid })
  const links = endLinksBefore({ transact: transact.person, serviceXid })
  return async (before, caller) => ({
    ...(await issued(before, caller)),
    links: await links(before, caller),
  })
}
