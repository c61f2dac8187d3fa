import type { Compilable, CompiledQuery, Kysely } from 'kysely'

/** A SELECT for many keys at once, and which of them a row belongs to. */
export type ManyRows<Key, Row> = {
  readonly select: (keys: readonly Key[]) => Compilable<Row>
  readonly keyOf: (row: Row) => Key
}

type Asking<Row> = {
  readonly rows: Promise<readonly Row[]>
  readonly resolve: (rows: readonly Row[]) => void
  readonly reject: (error: unknown) => void
}

const mostKeys = 64
const mostStatements = 2

/**
 * Lookups of the same turn of the event loop share one statement: under load a statement costs more than all else
 * about a request. Nothing is kept from one turn to the next, so what is found is as fresh as by a statement alone.
 */
export function mergedLookup<Tables, Key, Row>(
  db: Kysely<Tables>,
  many: ManyRows<Key, Row>,
): (key: Key) => Promise<Row | undefined> {
  const find = mergedLookups(db, many)
  return async (key) => (await find(key))[0]
}

/** The same where several rows belong to a key; they keep the order of the SELECT. */
export function mergedLookups<Tables, Key, Row>(
  db: Kysely<Tables>,
  many: ManyRows<Key, Row>,
): (key: Key) => Promise<readonly Row[]> {
  const queryFor = compiledBySize(many)
  const asked = new Map<Key, Asking<Row>>()
  let underWay = 0

  const ask = async (some: readonly (readonly [Key, Asking<Row>])[]): Promise<void> => {
    try {
      const { rows } = await db.executeQuery(queryFor(some.map(([key]) => key)))
      const found = new Map<Key, Row[]>(some.map(([key]) => [key, []]))
      for (const row of rows) found.get(many.keyOf(row))?.push(row)
      for (const [key, { resolve }] of some) resolve(found.get(key) ?? [])
    } catch (error) {
      for (const [, { reject }] of some) reject(error)
    }
  }

  const askOn = async (): Promise<void> => {
    while (asked.size > 0) {
      const some = [...asked].slice(0, mostKeys)
      for (const [key] of some) asked.delete(key)
      await ask(some)
    }
    underWay--
  }

  return (key) => {
    const known = asked.get(key)
    if (known) return known.rows
    const asking = askingFor<Row>()
    asked.set(key, asking)
    if (underWay < mostStatements) {
      underWay++
      setImmediate(() => void askOn())
    }
    return asking.rows
  }
}

/**
 * To write a statement costs more than to send it, so it is written once for each of a few sizes; what is missing to
 * a size is filled with the last key again.
 */
function compiledBySize<Key, Row>({
  select,
}: ManyRows<Key, Row>): (keys: readonly Key[]) => CompiledQuery<Row> {
  const queries = new Map<number, CompiledQuery<Row>>()
  return (keys) => {
    const size = 2 ** Math.ceil(Math.log2(keys.length))
    const parameters = Array.from({ length: size }, (_, at) => keys[Math.min(at, keys.length - 1)] as Key)
    const query = queries.get(size) ?? withKeysAlone(select(parameters).compile(), size)
    queries.set(size, query)
    return { ...query, parameters }
  }
}

/** Other values would be lost when the keys take the place of the parameters: they have to be literals. */
function withKeysAlone<Query extends CompiledQuery>(query: Query, size: number): Query {
  if (query.parameters.length === size) return query
  throw new Error(`A merged lookup has parameters besides its keys: ${query.sql}`)
}

function askingFor<Row>(): Asking<Row> {
  let resolve: Asking<Row>['resolve'] = () => {}
  let reject: Asking<Row>['reject'] = () => {}
  const rows = new Promise<readonly Row[]>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { rows, resolve, reject }
}
