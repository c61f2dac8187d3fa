import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely'

type Values = Readonly<Record<string, unknown>>

const blankFor = Symbol('the value whose place this keeps')

type Blank = { readonly [blankFor]: string }

/**
 * A statement of which only the values differ from time to time. To write one takes the query builder about as long
 * as to send it, so those that everything waits for are written once for each dialect. What builds it may pass the
 * values on and nothing else: it is given blanks.
 */
export function writtenOnce<Tables, Given extends Values, Row>(
  build: (db: Kysely<Tables>, values: Given) => Compilable<Row>,
): (db: Kysely<Tables>, values: Given) => Promise<QueryResult<Row>> {
  const written = new Map<unknown, CompiledQuery<Row>>()
  return (db, values) => {
    const dialect = db.getExecutor().adapter.constructor
    const query = written.get(dialect) ?? withAllOf(values, build(db, blanksFor(values)).compile())
    written.set(dialect, query)
    const parameters = query.parameters.map((one) => (isBlank(one) ? values[one[blankFor]] : one))
    return db.executeQuery({ ...query, parameters })
  }
}

function blanksFor<Given extends Values>(values: Given): Given {
  const names = Object.keys(values)
  return Object.fromEntries(names.map((name) => [name, { [blankFor]: name } satisfies Blank])) as Given
}

function isBlank(parameter: unknown): parameter is Blank {
  return typeof parameter === 'object' && parameter !== null && blankFor in parameter
}

/** A value that was looked at while the statement was written would stand in it for good. */
function withAllOf<Query extends CompiledQuery>(values: Values, query: Query): Query {
  const kept = new Set(query.parameters.filter(isBlank).map((blank) => blank[blankFor]))
  const lost = Object.keys(values).filter((name) => !kept.has(name))
  if (lost.length > 0) throw new Error(`A statement that is written once has no place for ${lost.join(', ')}`)
  return query
}
