import type { Agent } from './caller.ts'
import type { Xid } from './xid.ts'

type Detail = string | number | boolean | null | readonly string[]

/** Ids, counts and names of things; never a secret, never a raw identifier or a person's name. */
export type Details = { readonly [name: string]: Detail }

/** Something that changed: one row of the audit log. */
export type Change<Action extends string> = {
  readonly action: Action
  readonly target: { readonly type: string; readonly xid: Xid }
  /** Who did it, when the caller alone does not say. */
  readonly agent?: Agent
  readonly details?: Details
}

/** Something that was refused or looks wrong: one row of the security log. */
export type Suspicion<Event extends string> = {
  readonly event: Event
  /** As it was typed; the log keeps only a mask and a keyed digest of it. */
  readonly identifier?: string
  readonly claimedClientId?: string
  readonly details?: Details
}

/** The only way out to the trail. Part of every unit, so that it commits with the change or not at all. */
export type Trail<Action extends string, Event extends string> = {
  readonly record: (change: Change<Action>) => Promise<void>
  readonly report: (suspicion: Suspicion<Event>) => Promise<void>
}
