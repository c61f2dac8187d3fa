/** A list of strings kept as JSON text. It is never queried inside. */
export function encodeList(list: readonly string[]): string {
  return JSON.stringify(list)
}

export function decodeList(text: string): readonly string[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) throw new Error('A stored list is not a list')
  return value.map(String)
}

type Changed =
  | { readonly numUpdatedRows: bigint }
  | { readonly numDeletedRows: bigint }
  | { readonly numAffectedRows?: bigint }

/** True when exactly the one row that the guard in WHERE let through was changed. */
export function isOne(result: Changed): boolean {
  if ('numUpdatedRows' in result) return result.numUpdatedRows === 1n
  if ('numDeletedRows' in result) return result.numDeletedRows === 1n
  return result.numAffectedRows === 1n
}
