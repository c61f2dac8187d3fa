import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { ReadableLog } from './ports.ts'

export type LogQuestion<Filter> = {
  readonly filter: Filter
  /** The last entry of the page before. */
  readonly after: Xid | null
  readonly limit: number
}

export type LogPage<Entry> = { readonly entries: readonly Entry[]; readonly next: Xid | null }

export type ReadLog<Entry, Filter> = (
  question: LogQuestion<Filter>,
) => Promise<Result<LogPage<Entry>, 'cursor_unknown'>>

/** A page of a log, newest first. An entry that comes meanwhile moves no page. */
export function readLog<Entry extends { readonly xid: Xid }, Filter>(
  log: ReadableLog<Entry, Filter>,
): ReadLog<Entry, Filter> {
  return async ({ filter, after, limit }) => {
    const place = after === null ? undefined : await log.findPlace(after)
    if (after !== null && !place) return refuse('cursor_unknown')
    const found = await log.list(filter, place, limit + 1)
    const entries = found.slice(0, limit)
    return accept({ entries, next: found.length > limit ? (entries.at(-1)?.xid ?? null) : null })
  }
}
