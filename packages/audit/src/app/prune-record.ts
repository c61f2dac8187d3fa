import {
  type Caller,
  type Clock,
  type Instant,
  type Result,
  type Transact,
  accept,
  instant,
  refuse,
} from '@lgc/kernel'
import type { Finding } from '../domain/finding.ts'
import type { Seal, SealedLog } from '../domain/seal.ts'
import type { AuditUnit, Retention } from './ports.ts'
import { type SealingDependencies, nextSeal } from './seal-record.ts'
import type { VerifyRecord } from './verify-record.ts'

export type PruneCounts = Readonly<Record<SealedLog | 'request_log', number>>

export type PruneRefusal =
  | 'prune_too_recent'
  | 'seal_taken'
  | { readonly reason: 'record_not_intact'; readonly findings: readonly Finding[] }

export type PruneRecord = (before: Instant, caller: Caller) => Promise<Result<PruneCounts, PruneRefusal>>

type Dependencies = Omit<SealingDependencies, 'transact' | 'lease'> & {
  readonly transact: Transact<AuditUnit>
  readonly verify: VerifyRecord
  readonly retention: Retention
  readonly now: Clock
}

const keptAnywayInMilliseconds = 30 * 24 * 3_600_000

/**
 * Removes what was made before an instant, whole batches at a time. First comes the signed tombstone that
 * accounts for it, then the removal; one that was interrupted is finished by the next.
 */
export function pruneRecord(dependencies: Dependencies): PruneRecord {
  const { logs, now, retention, verify } = dependencies
  return async (before, caller) => {
    if (before > now() - keptAnywayInMilliseconds) return refuse('prune_too_recent')
    // What was tampered with must not be swept away together with its traces.
    const { findings } = await verify(null)
    if (findings.length > 0) return refuse({ reason: 'record_not_intact', findings })
    for (const { name } of logs) {
      if (!(await bury(dependencies, name, { before, caller }))) return refuse('seal_taken')
    }
    const removed = { audit_log: 0, security_log: 0, request_log: 0 }
    for (const { name } of logs) {
      const tombstone = await dependencies.seals.findNewest(name, 'tombstone')
      const through = tombstone?.lastPosition ?? 0
      removed[name] = await untilNothing(() => retention.removePlaced(name, through))
    }
    removed.request_log = await untilNothing(() => retention.removeRequests(before))
    return accept(removed)
  }
}

/** Adds the tombstone of a log if there is something to remove; false when another seal came between. */
async function bury(
  dependencies: Dependencies,
  log: SealedLog,
  { before, caller }: { readonly before: Instant; readonly caller: Caller },
): Promise<boolean> {
  const { seals, transact } = dependencies
  const last = await seals.findNewestBatchBefore(log, before)
  const buried = (await seals.findNewest(log, 'tombstone'))?.lastPosition ?? 0
  if (!last || last.lastPosition <= buried) return true
  const seal: Seal = await nextSeal(dependencies, {
    kind: 'tombstone',
    log,
    firstPosition: buried + 1,
    lastPosition: last.lastPosition,
    count: last.lastPosition - buried,
    coveredUntil: instant(before),
    rowsDigest: last.digest,
  })
  return transact(caller, async (unit) => {
    if (!(await unit.seals.add(seal, []))) return false
    await unit.record({
      action: 'audit.pruned',
      target: { type: 'audit_seal', xid: seal.xid },
      details: { log, count: seal.count, before: new Date(before).toISOString() },
    })
    return true
  })
}

async function untilNothing(remove: () => Promise<number>): Promise<number> {
  for (let total = 0; ; ) {
    const count = await remove()
    if (count === 0) return total
    total += count
  }
}
