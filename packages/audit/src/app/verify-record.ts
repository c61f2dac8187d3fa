import { type Clock, type Instant, instant } from '@lgc/kernel'
import { type Placed, checkBatch } from '../domain/check-batch.ts'
import { type ChainEnd, checkLink, sealFinding } from '../domain/check-chain.ts'
import type { Finding, Pruned, Verification } from '../domain/finding.ts'
import {
  type Digest,
  type Seal,
  type SealedLog,
  genesisDigest,
  overdueInMilliseconds,
  settlingInMilliseconds,
} from '../domain/seal.ts'
import { type Covered, coveredRows } from './covered-rows.ts'
import type { SealKeys, SealableLog, Seals } from './ports.ts'

export type VerifyRecord = (
  /** A seal that an operator noted elsewhere: it must still be in the chain. */
  known: ChainEnd | null,
) => Promise<Verification>

export type VerifyingDependencies = {
  readonly seals: Seals
  readonly logs: readonly SealableLog[]
  readonly keys: Pick<SealKeys, 'isSigned'>
  readonly digest: Digest
  readonly now: Clock
}

/** More would help nobody; that there are findings is what counts. */
const mostFindings = 1000
const mostLate = 100

/** What is known of a log before its rows are looked at. */
type LogState = {
  readonly log: SealableLog
  /** All rows made before it have a position, or were put there by somebody else. */
  readonly completeUntil: Instant | null
  readonly lastPosition: number
  readonly prunedThrough: number
}

/** Walks the whole chain and holds every row against its seal. Changes nothing. */
export function verifyRecord(dependencies: VerifyingDependencies): VerifyRecord {
  const { seals, logs, digest } = dependencies
  const chain = { digest, isSigned: dependencies.keys.isSigned }
  return async (known) => {
    const tombstones = (await seals.listTombstones()).filter((seal) => isAuthentic(seal, chain))
    const states = await Promise.all(logs.map((log) => stateOf(seals, log, tombstones)))
    const tally = newTally(states, known)
    const isNeeded = (seal: Seal): boolean =>
      seal.lastPosition > (stateIn(states, seal.log)?.prunedThrough ?? 0)
    for await (const covered of coveredRows({ seals, logs }, isNeeded)) {
      tally.note(covered, checkCovered(tally.end(), covered, chain))
      if (tally.findings.length >= mostFindings) break
    }
    if (known && !tally.isKnownThere()) tally.findings.push(sealFinding('head_missing', known.sequence))
    for (const state of states) {
      tally.findings.push(...(await strangersIn(state, tally.rowsOf(state.log.name))))
      tally.findings.push(...(await overdueIn(state, dependencies.now)))
    }
    return {
      ...tally.totals(),
      findings: tally.findings.slice(0, mostFindings),
      pruned: tombstones.map(prunedBy),
    }
  }
}

type Chain = { readonly digest: Digest; readonly isSigned: (seal: Seal) => boolean }

/** A tombstone excuses what is missing, so it is believed only when it is signed. */
function isAuthentic(seal: Seal, chain: Chain): boolean {
  const before = { sequence: seal.sequence - 1, digest: seal.previousDigest }
  return checkLink(before, seal, chain).length === 0
}

function checkCovered(end: ChainEnd, { seal, placed }: Covered, chain: Chain): readonly Finding[] {
  const findings = checkLink(end, seal, chain)
  if (placed === null || findings.some(({ seal: at }) => at === seal.sequence)) return findings
  return [...findings, ...checkBatch(seal, placed, chain.digest)]
}

async function stateOf(seals: Seals, log: SealableLog, tombstones: readonly Seal[]): Promise<LogState> {
  const newest = await seals.findNewest(log.name, 'batch')
  const pruned = tombstones.filter((seal) => seal.log === log.name).map(({ lastPosition }) => lastPosition)
  return {
    log,
    // What a clock that was ahead has covered is complete only as far as it was settled when it was sealed.
    completeUntil: newest
      ? instant(Math.min(newest.coveredUntil, newest.sealedAt - settlingInMilliseconds))
      : null,
    lastPosition: newest?.lastPosition ?? 0,
    prunedThrough: Math.max(0, ...pruned),
  }
}

/** Undefined for a log that only a seal that was tampered with can name. */
function stateIn(states: readonly LogState[], name: SealedLog): LogState | undefined {
  return states.find(({ log }) => log.name === name)
}

type Tally = {
  readonly findings: Finding[]
  readonly note: (covered: Covered, findings: readonly Finding[]) => void
  readonly end: () => ChainEnd
  readonly isKnownThere: () => boolean
  /** How many rows of the log are where they should be and complete. */
  readonly rowsOf: (log: SealedLog) => number
  readonly totals: () => Pick<Verification, 'rows' | 'seals' | 'head' | 'late'>
}

function newTally(states: readonly LogState[], known: ChainEnd | null): Tally {
  const findings: Finding[] = []
  const complete = new Map<SealedLog, number>()
  const late: Verification['late'][number][] = []
  const coveredUntil = new Map<SealedLog, Instant>()
  let [rows, seals, isKnownThere] = [0, 0, false]
  let end: ChainEnd = { sequence: 0, digest: genesisDigest }
  const isComplete = (seal: Seal, { row }: Placed): boolean =>
    row !== null && row.at < (stateIn(states, seal.log)?.completeUntil ?? 0)
  const noteLate = (seal: Seal, placed: readonly Placed[]): void => {
    const until = coveredUntil.get(seal.log) ?? 0
    for (const { row, xid, position } of placed) {
      if (row && row.at < until && late.length < mostLate) late.push({ log: seal.log, xid, position })
    }
    coveredUntil.set(seal.log, seal.coveredUntil)
  }
  return {
    findings,
    note({ seal, placed }, found) {
      findings.push(...found)
      end = { sequence: seal.sequence, digest: seal.digest }
      seals += 1
      if (known?.sequence === seal.sequence && known.digest === seal.digest) isKnownThere = true
      if (placed === null) return
      noteLate(seal, placed)
      if (found.length === 0) rows += placed.length
      const before = complete.get(seal.log) ?? 0
      complete.set(seal.log, before + placed.filter((entry) => isComplete(seal, entry)).length)
    },
    end: () => end,
    isKnownThere: () => isKnownThere,
    rowsOf: (log) => complete.get(log) ?? 0,
    totals: () => ({ rows, seals, head: seals === 0 ? null : end, late }),
  }
}

/** Counting is cheap; only if the numbers differ is every row asked for its position. */
async function strangersIn(state: LogState, known: number): Promise<readonly Finding[]> {
  const { log, completeUntil, lastPosition, prunedThrough } = state
  if (completeUntil === null) return []
  const leftOver = prunedThrough === 0 ? 0 : await log.countPlaced(prunedThrough)
  if ((await log.countBefore(completeUntil)) === known + leftOver) return []
  const strangers = await log.listStrangers(completeUntil, lastPosition, mostFindings)
  return strangers.map((xid) => ({ kind: 'row_added', log: log.name, xid, position: null, seal: null }))
}

/** Rows that should have a seal by now and have none: the first of them tells since when. */
async function overdueIn({ log, completeUntil }: LogState, now: Clock): Promise<readonly Finding[]> {
  const until = instant(now() - overdueInMilliseconds)
  const rows = await log.listUnsealed({ from: completeUntil ?? instant(0), until, after: null }, 1)
  return rows.map(({ xid }) => ({ kind: 'row_unsealed', log: log.name, xid, position: null, seal: null }))
}

function prunedBy({ log, count, coveredUntil, sealedAt }: Seal): Pruned {
  return { log, count, before: coveredUntil, at: sealedAt }
}
