import type { Instant, Xid } from '@lgc/kernel'

/** The logs whose rows are sealed. */
export const sealedLogs = ['audit_log', 'security_log'] as const
export type SealedLog = (typeof sealedLogs)[number]

/** SHA-256, in hex. */
export type Digest = (text: string) => string

/** A row of a log: its number in the database, its xid, and all it says in one canonical text. */
export type LogRow = {
  readonly xid: Xid
  readonly number: number
  readonly at: Instant
  readonly content: string
}

/** A row with the position in its log that a seal gave it. */
export type SealedRow = { readonly xid: Xid; readonly position: number; readonly digest: string }

/**
 * A link of the chain. A batch covers rows; a tombstone says that all rows of a log up to a position were
 * removed by right, and its `rowsDigest` is the digest of the last batch that went.
 */
export type SealContent = {
  readonly sequence: number
  readonly kind: 'batch' | 'tombstone'
  readonly log: SealedLog
  readonly firstPosition: number
  readonly lastPosition: number
  readonly count: number
  /** No row before it is sealed later, but for those that were late. */
  readonly coveredUntil: Instant
  readonly rowsDigest: string
  readonly previousDigest: string
  readonly keyId: string
  readonly sealedAt: Instant
}

export type Seal = SealContent & { readonly xid: Xid; readonly digest: string; readonly signature: string }

/** What stands before the first seal. */
export const genesisDigest: string = '0'.repeat(64)

/** A row that was made so long ago is committed or never will be. */
export const settlingInMilliseconds = 5000
/** How far before the rows already sealed the sealer looks for one that was committed late. */
export const latenessInMilliseconds = 60_000
/** Nothing older may be without a seal while sealing is at work. */
export const overdueInMilliseconds = 900_000
export const batchSize = 1000

/** Bound to log, position and row number, so that a row cannot take the place of another. */
export function rowDigest(log: SealedLog, position: number, row: LogRow, digest: Digest): string {
  return digest(`${log}\n${position}\n${row.number}\n${row.content}`)
}

export function rowsDigest(digests: readonly string[], digest: Digest): string {
  return digest(digests.join('\n'))
}

export function sealDigest(seal: SealContent, digest: Digest): string {
  const { sequence, kind, log, firstPosition, lastPosition, count, coveredUntil } = seal
  const covered = [sequence, kind, log, firstPosition, lastPosition, count, coveredUntil]
  return digest(
    JSON.stringify(['seal-1', ...covered, seal.rowsDigest, seal.previousDigest, seal.keyId, seal.sealedAt]),
  )
}
