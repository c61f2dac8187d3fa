import type { Instant, Xid } from '@lgc/kernel'
import type { SealedLog } from './seal.ts'

export type FindingKind =
  | 'row_changed'
  | 'row_missing'
  | 'row_added'
  | 'row_reordered'
  | 'row_unsealed'
  | 'batch_changed'
  | 'seal_changed'
  | 'seal_missing'
  | 'seal_forged'
  | 'head_missing'

/** What is wrong, and where. */
export type Finding = {
  readonly kind: FindingKind
  readonly log: SealedLog | null
  readonly xid: Xid | null
  readonly position: number | null
  /** The sequence of the seal at fault, or of the one that covers the row. */
  readonly seal: number | null
}

export type Pruned = {
  readonly log: SealedLog
  readonly count: number
  readonly before: Instant
  readonly at: Instant
}

export type Verification = {
  readonly findings: readonly Finding[]
  /** Rows that agree with their seal. */
  readonly rows: number
  readonly seals: number
  /** Rows, the first hundred of them, that were sealed behind rows made after them: committed late, or put in. */
  readonly late: readonly { readonly log: SealedLog; readonly xid: Xid; readonly position: number }[]
  readonly pruned: readonly Pruned[]
  readonly head: { readonly sequence: number; readonly digest: string } | null
}
