/** A statement that was sent so often will be sent again: from then on it pays to have the server prepare it. */
const timesUntilHot = 50
/** More different ones are no sign of anything: they are forgotten, and counted anew. */
const mostStatements = 1000
/** Beyond this it takes longer to hand over the values one by one than to write them into the text. */
const mostValues = 200

/** Tells the statements that are sent again and again, by their text. */
export function hotStatements(): (sql: string, values: readonly unknown[]) => boolean {
  const times = new Map<string, number>()
  return (sql, values) => {
    if (values.length === 0 || values.length > mostValues) return false
    const before = times.get(sql) ?? 0
    if (before >= timesUntilHot) return true
    if (before === 0 && times.size >= mostStatements) times.clear()
    times.set(sql, before + 1)
    return false
  }
}
