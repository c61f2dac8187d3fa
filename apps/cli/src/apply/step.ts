import type { Result, Xid } from '@lgc/kernel'
import type { OperationRefusal } from '../explain.ts'

export type Outcome = 'created' | 'updated' | 'unchanged'

export type Done = {
  readonly xid: Xid
  /** A raw secret that was made on the way; it is nowhere else. */
  readonly secret?: string
}

/** One thing of the file, what is to become of it, and how. */
export type Step = {
  readonly kind: 'realm' | 'client' | 'api_key' | 'person' | 'grant'
  readonly name: string
  /** Of the client that an API key belongs to. */
  readonly clientId?: string
  readonly outcome: Outcome
  readonly changes: readonly string[]
  /** Absent when nothing has to be done. */
  readonly carryOut?: () => Promise<Result<Done, OperationRefusal>>
}

export type DoneStep = Step & Partial<Done>
