import type { Caller, Instant, Trail, Transact, Xid } from '@lgc/kernel'
import type { AuthenticationAction, AuthenticationSuspicion } from '../domain/events.ts'

const batch = 500

/** Each removes at most `limit` rows that were made before a moment, and tells how many. */
export interface Issued {
  removeSessions(before: Instant, limit: number): Promise<number>
  removeCodes(before: Instant, limit: number): Promise<number>
  removeLoginFlows(before: Instant, limit: number): Promise<number>
}

export type IssuedUnit = Trail<AuthenticationAction, AuthenticationSuspicion> & { readonly issued: Issued }

export type EndedBefore = {
  readonly sessions: number
  readonly authorization_codes: number
  readonly login_flows: number
}

/**
 * Ends whatever was issued before a moment, good or not. For a database that was put back to an earlier state:
 * in it, what was ended or used since is as good as new.
 */
export type EndIssuedBefore = (before: Instant, caller: Caller) => Promise<EndedBefore>

type Dependencies = {
  readonly transact: Transact<IssuedUnit>
  /** Under which the record of it is found. */
  readonly serviceXid: Xid
}

export function endIssuedBefore({ transact, serviceXid }: Dependencies): EndIssuedBefore {
  type Remove = (issued: Issued) => Promise<number>
  const endBatch = (caller: Caller, kind: keyof EndedBefore, remove: Remove): Promise<number> =>
    transact(caller, async ({ issued, record }) => {
      const count = await remove(issued)
      const target = { type: 'service', xid: serviceXid }
      if (count > 0) await record({ action: 'authentication.ended', target, details: { kind, count } })
      return count
    })
  const end = async (caller: Caller, kind: keyof EndedBefore, remove: Remove): Promise<number> => {
    let total = 0
    for (;;) {
      const count = await endBatch(caller, kind, remove)
      total += count
      if (count < batch) return total
    }
  }
  return async (before, caller) => ({
    sessions: await end(caller, 'sessions', (issued) => issued.removeSessions(before, batch)),
    authorization_codes: await end(caller, 'authorization_codes', (issued) =>
      issued.removeCodes(before, batch),
    ),
    login_flows: await end(caller, 'login_flows', (issued) => issued.removeLoginFlows(before, batch)),
  })
}
