import { type Expression, type SqlBool, sql } from 'kysely'

/** Follows every text in letters of the kind. */
const lastCharacter = { unicode: '\u{10FFFF}', ascii: '\x7f' } as const

/**
 * Whether a text begins so, letter for letter. A range and no LIKE: it needs no escapes, and both databases
 * answer it by index.
 */
export function startsWith(
  column: string,
  beginning: string,
  letters: keyof typeof lastCharacter = 'unicode',
): Expression<SqlBool> {
  const name = sql.ref(column)
  return sql<SqlBool>`(${name} >= ${beginning} and ${name} < ${beginning + lastCharacter[letters]})`
}

/** Whether a row comes after a position in the order of two columns, in a form that reads a range of their index. */
export function isAfter(
  [first, second]: readonly [first: string, second: string],
  [text, xid]: readonly [text: string, xid: string],
): Expression<SqlBool> {
  const [a, b] = [sql.ref(first), sql.ref(second)]
  return sql<SqlBool>`(${a} >= ${text} and (${a} > ${text} or (${a} = ${text} and ${b} > ${xid})))`
}
