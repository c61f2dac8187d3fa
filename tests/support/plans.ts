import type { Tables } from '@lgc/composition'
import { compilerFor } from '@lgc/sql'
import { CompiledQuery, type Kysely, type KyselyPlugin, type RootOperationNode, sql } from 'kysely'

type Step = {
  readonly select_type: string
  readonly table: string | null
  readonly type: string | null
  readonly key: string | null
  readonly Extra: string
}

/** What MariaDB or MySQL says it would do for a statement, and what a list of any size must not do. */
export type Plan = { readonly faults: readonly string[]; readonly said: string }

/** The plans of everything that is asked in the course of some work. */
export async function plansOf(
  db: Kysely<Tables>,
  work: (watched: Kysely<Tables>) => Promise<unknown>,
): Promise<readonly Plan[]> {
  await sql`analyze table persons, identities, sessions, consent_records, person_app_grants`.execute(db)
  const known = new Map<unknown, RootOperationNode>()
  const asked: RootOperationNode[] = []
  // Only what has a result was asked; the rest are parts of it.
  const watching: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      known.set(queryId, node)
      return node
    },
    async transformResult({ result, queryId }) {
      const node = known.get(queryId)
      if (node) asked.push(node)
      return result
    },
  }
  await work(db.withPlugin(watching))
  const compiler = compilerFor('mysql').getExecutor()
  const plans: Plan[] = []
  for (const node of asked) {
    const { sql: text, parameters } = compiler.compileQuery(node, { queryId: 'explained' })
    const query = CompiledQuery.raw(`explain ${text}`, [...parameters])
    const { rows } = await db.executeQuery<Step>(query)
    plans.push({ faults: faultsIn(text, rows), said: `${text}: ${JSON.stringify(rows)}` })
  }
  return plans
}

function faultsIn(text: string, steps: readonly Step[]): readonly string[] {
  const isPage = / (order by|limit) /.test(text)
  const isCut = steps.some(({ select_type }) => select_type === 'DERIVED') || text.includes(' offset ')
  return [
    ...(isPage && !isCut && !isEmpty(steps) ? ['reads rows to find its place'] : []),
    ...steps.flatMap(faultsOf),
  ]

  function faultsOf({ select_type, table, type, key, Extra }: Step): readonly string[] {
    if (table === null || table.startsWith('<derived')) return []
    const isPlace = (select_type === 'DERIVED' || text.includes(' offset ')) && table !== 'realms'
    return [
      ...(type === 'ALL' || type === 'index' || key === null ? [`reads all of ${table}`] : []),
      ...(isPlace && !Extra.includes('Using index') ? [`reads rows of ${table} to find its place`] : []),
      ...(isPlace && /filesort|temporary/.test(Extra) ? [`sorts ${table}`] : []),
    ]
  }
}

function isEmpty(steps: readonly Step[]): boolean {
  return steps.some(({ Extra }) => /^(Impossible WHERE|no matching row)/.test(Extra))
}
