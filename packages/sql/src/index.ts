export { type Guard, appendOnlyGuards, deletionGuard } from './append-only.ts'
export { decodeList, encodeList, isOne } from './codecs.ts'
export { narrow } from './narrow.ts'
export { compilerFor } from './compile.ts'
export {
  isAlreadyDone,
  isBusyDatabase,
  isMissingReference,
  isMissingTable,
  isUnavailable,
  isUniqueViolation,
} from './errors.ts'
export { isAfter, startsWith } from './keyset.ts'
export { mergedLookup, mergedLookups } from './merged-lookup.ts'
export type { PoolSettings } from './mysql.ts'
export { type Database, type DialectName, dialectOf, open } from './open.ts'
export { isReadOnly, ping } from './ping.ts'
export { rowsInto } from './rows-into.ts'
export { transactOn } from './transaction.ts'
export { type OnConnection, unflushed } from './unflushed.ts'
export { unlessTaken } from './unless-taken.ts'
export { writtenOnce } from './written-once.ts'
