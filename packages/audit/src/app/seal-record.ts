import { type Caller, type Clock, type NewXid, type Transact, instant } from '@lgc/kernel'
import {
  type Digest,
  type LogRow,
  type Seal,
  type SealContent,
  type SealedRow,
  batchSize,
  genesisDigest,
  latenessInMilliseconds,
  rowDigest,
  rowsDigest,
  sealDigest,
  settlingInMilliseconds,
} from '../domain/seal.ts'
import type { AuditUnit, RowWindow, SealKeys, SealableLog, Seals, SealingLease } from './ports.ts'

export type Sealed = {
  readonly rows: number
  readonly seals: number
  /** The newest seal there is. Kept elsewhere, it shows when the end of the chain is cut off. */
  readonly head: { readonly sequence: number; readonly digest: string } | null
  /** Another process was at it. */
  readonly isBusy: boolean
}

export type SealRecord = () => Promise<Sealed>

export type SealingDependencies = {
  readonly transact: Transact<Pick<AuditUnit, 'seals'>>
  readonly seals: Seals
  readonly logs: readonly SealableLog[]
  readonly lease: SealingLease
  readonly keys: SealKeys
  readonly digest: Digest
  readonly newXid: NewXid
  readonly now: Clock
}

const sealer: Caller = {
  requestId: 'audit-sealer',
  address: 'local',
  userAgent: 'lgc',
  agent: { type: 'system', xid: null },
}

/**
 * Numbers the committed rows of each log and chains them in signed batches. Only reads the logs; each batch
 * is one short transaction, and whatever happens between two of them leaves a chain that verifies.
 */
export function sealRecord(dependencies: SealingDependencies): SealRecord {
  const { lease, logs, seals } = dependencies
  return async () => {
    const isMine = await lease.take()
    const sealed = { rows: 0, seals: 0 }
    try {
      for (const log of isMine ? logs : []) {
        for await (const count of sealLog(dependencies, log)) {
          sealed.rows += count
          sealed.seals += 1
        }
      }
    } finally {
      if (isMine) await lease.release()
    }
    const head = await seals.findHead()
    return {
      ...sealed,
      isBusy: !isMine,
      head: head ? { sequence: head.sequence, digest: head.digest } : null,
    }
  }
}

/** Seals batch after batch and yields how many rows each has. */
async function* sealLog(dependencies: SealingDependencies, log: SealableLog): AsyncGenerator<number> {
  const { seals, lease, now } = dependencies
  // One that covers what is still to come was made by a clock that was ahead: the time until then is not done.
  const newest = await seals.findNewestBatchBefore(log.name, now())
  const from = instant(newest ? newest.coveredUntil - latenessInMilliseconds : 0)
  const until = instant(now() - settlingInMilliseconds)
  let after: RowWindow['after'] = null
  for (;;) {
    const rows = await log.listUnsealed({ from, until, after }, batchSize)
    after = rows.at(-1) ?? null
    if (after === null || !(await sealBatch(dependencies, log, rows))) return
    yield rows.length
    if (rows.length < batchSize || !(await lease.renew())) return
  }
}

async function sealBatch(
  dependencies: SealingDependencies,
  { name: log }: SealableLog,
  rows: readonly LogRow[],
): Promise<boolean> {
  const { seals, digest, transact } = dependencies
  const newest = await seals.findNewest(log, 'batch')
  const firstPosition = (newest?.lastPosition ?? 0) + 1
  const sealedRows = rows.map((row, index): SealedRow => {
    const position = firstPosition + index
    return { xid: row.xid, position, digest: rowDigest(log, position, row, digest) }
  })
  const digests = sealedRows.map((row) => row.digest)
  const seal = await nextSeal(dependencies, {
    kind: 'batch',
    log,
    firstPosition,
    lastPosition: firstPosition + rows.length - 1,
    count: rows.length,
    coveredUntil: instant(Math.max(newest?.coveredUntil ?? 0, rows.at(-1)?.at ?? 0)),
    rowsDigest: rowsDigest(digests, digest),
  })
  return transact(sealer, (unit) => unit.seals.add(seal, sealedRows))
}

type Covered = Omit<SealContent, 'sequence' | 'previousDigest' | 'keyId' | 'sealedAt'>

/** The seal that comes behind the head of the chain; whoever adds it first is right. */
export async function nextSeal(
  { seals, keys, digest, newXid, now }: Omit<SealingDependencies, 'transact' | 'logs' | 'lease'>,
  covered: Covered,
): Promise<Seal> {
  const head = await seals.findHead()
  const content: SealContent = {
    ...covered,
    sequence: (head?.sequence ?? 0) + 1,
    previousDigest: head?.digest ?? genesisDigest,
    keyId: keys.keyId,
    sealedAt: now(),
  }
  const ownDigest = sealDigest(content, digest)
  return { ...content, xid: newXid(), digest: ownDigest, signature: keys.sign(ownDigest) }
}
