import type { Instant, Trail, Xid } from '@lgc/kernel'
import type { Placed } from '../domain/check-batch.ts'
import type { LogRow, Seal, SealContent, SealedLog, SealedRow } from '../domain/seal.ts'

/** Where a page of a log ends: the page after it begins behind this row. */
export type LogPlace = { readonly xid: Xid; readonly at: Instant }

/** One log, as it is read by operators: newest first. */
export interface ReadableLog<Entry, Filter> {
  findPlace(xid: Xid): Promise<LogPlace | undefined>
  list(filter: Filter, after: LogPlace | undefined, limit: number): Promise<readonly Entry[]>
}

export type RowWindow = {
  readonly from: Instant
  /** Exclusive. */
  readonly until: Instant
  readonly after: Pick<LogRow, 'at' | 'number'> | null
}

/** One log, as it is sealed. Sees committed rows only. */
export interface SealableLog {
  readonly name: SealedLog
  /** Rows without a position, oldest first. */
  listUnsealed(window: RowWindow, limit: number): Promise<readonly LogRow[]>
  /** What was given these positions, in their order. */
  listPlaced(firstPosition: number, lastPosition: number): Promise<readonly Placed[]>
  countBefore(until: Instant): Promise<number>
  /** How many of the rows with positions up to this one are still there. */
  countPlaced(lastPosition: number): Promise<number>
  /** Rows without a position that a seal covers. */
  listStrangers(until: Instant, lastPosition: number, limit: number): Promise<readonly Xid[]>
}

export interface Seals {
  findHead(): Promise<Seal | undefined>
  findNewest(log: SealedLog, kind: Seal['kind']): Promise<Seal | undefined>
  /** The newest batch that covers nothing made at or after the instant. */
  findNewestBatchBefore(log: SealedLog, before: Instant): Promise<Seal | undefined>
  /** In order of their sequence. */
  listAfter(sequence: number, limit: number): Promise<readonly Seal[]>
  listTombstones(): Promise<readonly Seal[]>
  /** Resolves to false, and has done nothing, when another sealer was first. */
  add(seal: Seal, rows: readonly SealedRow[]): Promise<boolean>
}

/** Everything a use case of this context may touch inside one transaction. */
export type AuditUnit = Trail<'audit.pruned', never> & { readonly seals: Seals }

export interface SealKeys {
  readonly keyId: string
  /** Ed25519, hex. */
  sign(digest: string): string
  isSigned(seal: Pick<SealContent, 'keyId'> & Pick<Seal, 'digest' | 'signature'>): boolean
}

/** Lets one process at a time seal. It is for peace alone: the chain holds without it. */
export interface SealingLease {
  take(): Promise<boolean>
  /** Resolves to false when it was lost. */
  renew(): Promise<boolean>
  release(): Promise<void>
}

/** Removes what the append-only logs keep; one call removes at most one chunk and says how many rows. */
export interface Retention {
  removePlaced(log: SealedLog, lastPosition: number): Promise<number>
  removeRequests(before: Instant): Promise<number>
}
