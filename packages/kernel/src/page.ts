/** Where a list goes on: the sort key of the last item that was seen. It means something to its query alone. */
export type Position = readonly string[]

export type PageRequest = { readonly limit: number; readonly after: Position | null }

/** A stretch of a list, and where the next one begins; null at the end. */
export type Page<T> = { readonly items: readonly T[]; readonly next: Position | null }

/** A page of rows of which one more was read than fits: the surplus one says that there is more. */
export function pageOf<T>(rows: readonly T[], limit: number, positionOf: (row: T) => Position): Page<T> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next: last !== undefined && rows.length > limit ? positionOf(last) : null }
}
