import type { Caller, Instant, Transact, Xid } from '@lgc/kernel'
import type { PersonUnit } from './ports.ts'

const batch = 500

/** Makes every link worthless that was sent before a moment, used or not; tells how many. */
export type EndLinksBefore = (before: Instant, caller: Caller) => Promise<number>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  /** Under which the record of it is found. */
  readonly serviceXid: Xid
}

export function endLinksBefore({ transact, serviceXid }: Dependencies): EndLinksBefore {
  const endBatch = (before: Instant, caller: Caller): Promise<number> =>
    transact(caller, async ({ proofs, record }) => {
      const count = await proofs.removeMadeBefore(before, batch)
      const target = { type: 'service', xid: serviceXid }
      if (count > 0) await record({ action: 'person_proofs.ended', target, details: { count } })
      return count
    })
  return async (before, caller) => {
    let total = 0
    for (;;) {
      const count = await endBatch(before, caller)
      total += count
      if (count < batch) return total
    }
  }
}
