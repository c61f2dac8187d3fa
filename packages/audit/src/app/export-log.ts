import type { Instant, Xid } from '@lgc/kernel'
import { type Cell, csvRecord } from '../domain/csv.ts'
import type { PlainEntry, ToPlain } from '../domain/plain-entry.ts'
import type { LogPlace, ReadableLog } from './ports.ts'

export const exportFormats = ['ndjson', 'csv'] as const
export type ExportFormat = (typeof exportFormats)[number]

/** A log as text, newest entry first, piece by piece: no more than one piece is ever in memory. */
export type ExportLog<Filter> = (filter: Filter, format: ExportFormat) => AsyncGenerator<string>

type Dependencies<Entry, Filter> = {
  readonly log: ReadableLog<Entry, Filter>
  readonly toPlain: ToPlain<Entry>
  /** The members of an entry, in the order of the columns. */
  readonly columns: readonly string[]
}

const pageSize = 1000

export function exportLog<Entry extends { readonly xid: Xid; readonly at: Instant }, Filter>({
  log,
  toPlain,
  columns,
}: Dependencies<Entry, Filter>): ExportLog<Filter> {
  const line: Record<ExportFormat, (entry: PlainEntry) => string> = {
    ndjson: (entry) => `${JSON.stringify(entry)}\n`,
    csv: (entry) => csvRecord(columns.map((column) => cellOf(entry[column]))),
  }
  return async function* exportEntries(filter, format) {
    if (format === 'csv') yield csvRecord(columns)
    for (let after: LogPlace | undefined; ; ) {
      const entries = await log.list(filter, after, pageSize)
      if (entries.length > 0) yield entries.map((entry) => line[format](toPlain(entry))).join('')
      after = entries.at(-1)
      if (entries.length < pageSize) return
    }
  }
}

function cellOf(value: PlainEntry[string] | undefined): Cell {
  if (value === undefined) return null
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
