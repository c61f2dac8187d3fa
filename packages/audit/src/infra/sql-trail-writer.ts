import { inGroups } from '@lgc/kernel'
import { isUnavailable, rowsInto } from '@lgc/sql'
import type { Insertable, Kysely } from 'kysely'
import type { AuditTables } from './tables.ts'

type Change = Insertable<AuditTables['audit_log']>
type Suspicion = Insertable<AuditTables['security_log']>

/** What was recorded, as rows. */
export type TrailRows = { readonly changes: Change[]; readonly suspicions: Suspicion[] }

/** Fewer than SQLite takes parameters for. */
const rowsInStatement = 250
const mostInGroup = 50
const mostRowsAlone = rowsInStatement / mostInGroup

const addChanges = rowsInto((db: Kysely<AuditTables>, rows: readonly Change[]) =>
  db.insertInto('audit_log').values(rows),
)
const addSuspicions = rowsInto((db: Kysely<AuditTables>, rows: readonly Suspicion[]) =>
  db.insertInto('security_log').values(rows),
)

/**
 * Writes it on the transaction that it is given, in one statement for each log: it commits with the change, and if
 * it cannot be written the change does not happen.
 */
export async function writeTrail(
  trx: Kysely<AuditTables>,
  { changes, suspicions }: TrailRows,
): Promise<void> {
  for (const rows of slicesOf(changes)) await addChanges(trx, rows)
  for (const rows of slicesOf(suspicions)) await addSuspicions(trx, rows)
}

/** Undefined for what one statement cannot write. */
export type WriteTrailAlone = (rows: TrailRows) => Promise<void> | undefined

/**
 * Writes what belongs to no change: a statement is a transaction by itself, and what comes in the same turn of the
 * event loop, or while others are written, shares one. Nobody is answered before it is on the disk.
 */
export function trailAlone(db: Kysely<AuditTables>): WriteTrailAlone {
  const addChangesTogether = together((changes: readonly Change[]) => addChanges(db, changes))
  const addSuspicionsTogether = together((suspicions: readonly Suspicion[]) => addSuspicions(db, suspicions))

  return ({ changes, suspicions }) => {
    const [some, others] = [changes.length, suspicions.length]
    if (some === 0 && others === 0) return Promise.resolve()
    if ((some > 0 && others > 0) || some + others > mostRowsAlone) return undefined
    return some > 0 ? addChangesTogether(changes) : addSuspicionsTogether(suspicions)
  }
}

/** What nobody can write must not take the others along: where a group is refused, each is tried by itself. */
function together<Row>(
  add: (rows: readonly Row[]) => Promise<void>,
): (rows: readonly Row[]) => Promise<void> {
  const addInGroup = inGroups<readonly Row[]>((groups) => add(groups.flat()), mostInGroup)
  return async (rows) => {
    try {
      await addInGroup(rows)
    } catch (error) {
      if (isUnavailable(error)) throw error
      await add(rows)
    }
  }
}

function* slicesOf<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += rowsInStatement) {
    yield rows.slice(start, start + rowsInStatement)
  }
}
