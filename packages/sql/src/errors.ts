/**
 * Classified by number, never by name: drivers mislabel some of them.
 * MySQL and MariaDB errors carry `errno`, SQLite errors the extended result code as `errcode`.
 */
const uniqueViolation = { mysql: new Set([1062, 1586]), sqlite: new Set([2067, 1555]) }

/**
 * A row that another one names is not there: the foreign key, or the column that the search for it left empty
 * (SQLITE_CONSTRAINT_FOREIGNKEY and _NOTNULL).
 */
const missingReference = { mysql: new Set([1452, 1048]), sqlite: new Set([787, 1299]) }

/** Deadlock, lock wait timeout, snapshot conflict (MariaDB). Galera reports the first at COMMIT as well. */
const conflict = new Set([1213, 1205, 1020])

/** A primary that became a replica. */
const readOnlyServer = new Set([1290, 1792, 1836])

/** Not ready (Galera), too many connections, shutting down. */
const refusingServer = new Set([1040, 1047, 1053])

/** The server stopped the statement because it took too long (MariaDB, MySQL). The connection is as good as before. */
const stoppedByServer = new Set([1969, 3024])

/** The disk is full: the table, a file of the server, a temporary file or the log cannot grow. */
const noSpace = new Set([1114, 1021, 1026, 1030, 3])

const lostConnection = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'LGC_POOL_EXHAUSTED',
  'LGC_STATEMENT_TIMEOUT',
])

/** SQLITE_BUSY and SQLITE_LOCKED; the extended codes keep the primary code in the low byte. */
const sqliteBusy = new Set([5, 6])

/** SQLITE_READONLY, IOERR, FULL, CANTOPEN: the file cannot be used just now. */
const sqliteUnusable = new Set([8, 10, 13, 14])

/** Table, column, index and trigger of that name; and an index that was to be dropped. */
const alreadyDone = new Set([1050, 1060, 1061, 1359, 1091])

type DriverError = Error & { errno?: unknown; errcode?: unknown; code?: unknown; fatal?: unknown }

export function isUniqueViolation(error: unknown): boolean {
  return uniqueViolation.mysql.has(errnoOf(error)) || uniqueViolation.sqlite.has(errcodeOf(error))
}

export function isMissingReference(error: unknown): boolean {
  return missingReference.mysql.has(errnoOf(error)) || missingReference.sqlite.has(errcodeOf(error))
}

/** The database asks for the whole transaction to be run again. */
export function isConflict(error: unknown): boolean {
  return conflict.has(errnoOf(error))
}

/** Another process holds the write lock of the SQLite file; nothing of this transaction was done. */
export function isBusyDatabase(error: unknown): boolean {
  return sqliteBusy.has(errcodeOf(error) & 0xff)
}

/** The server cannot be reached or refuses to work; the caller may try again later. */
export function isUnavailable(error: unknown): boolean {
  return (
    isConflict(error) ||
    isBusyDatabase(error) ||
    isFatalToConnection(error) ||
    stoppedByServer.has(errnoOf(error)) ||
    noSpace.has(errnoOf(error)) ||
    sqliteUnusable.has(errcodeOf(error) & 0xff)
  )
}

/** After such an error the connection must not be used again. */
export function isFatalToConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, fatal } = error as DriverError
  if (typeof code === 'string' && lostConnection.has(code)) return true
  const isRefusing = refusingServer.has(errnoOf(error)) || isReadOnlyError(error)
  return fatal === true || isRefusing || /closed state/.test(error.message)
}

/** The server takes no writes, so it is the primary no longer. */
export function isReadOnlyError(error: unknown): boolean {
  return readOnlyServer.has(errnoOf(error))
}

export function isMissingTable(error: unknown): boolean {
  return errnoOf(error) === 1146 || (error instanceof Error && error.message.includes('no such table'))
}

/** What a statement answers that was already carried out before the process died. */
export function isAlreadyDone(error: unknown): boolean {
  if (alreadyDone.has(errnoOf(error)) || isUniqueViolation(error)) return true
  return error instanceof Error && /already exists|duplicate column|no such index/.test(error.message)
}

function errnoOf(error: unknown): number {
  return error instanceof Error && typeof (error as DriverError).errno === 'number'
    ? Number((error as DriverError).errno)
    : 0
}

function errcodeOf(error: unknown): number {
  return error instanceof Error && typeof (error as DriverError).errcode === 'number'
    ? Number((error as DriverError).errcode)
    : 0
}
