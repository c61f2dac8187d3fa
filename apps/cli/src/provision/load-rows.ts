import type { Core } from '@lgc/composition'
import type { Caller } from '@lgc/kernel'
import type { Loaded, Newcomer } from '@lgc/person'
import type { Row, RowProblem } from './row.ts'

/** What became of a row. */
export type Outcome = { readonly line: number } & (
  | { readonly status: 'created' | 'unchanged'; readonly personXid: string }
  | { readonly status: 'error'; readonly problem: RowProblem }
)

type Loading = {
  readonly core: Pick<Core, 'loadPersons'>
  readonly caller: Caller
  readonly clientId: string
  readonly isPasswordOptional: boolean
}

/** Brings the people of the rows in, in one transaction; rows that cannot be read are left out. */
export async function loadRows(
  { core, caller, ...load }: Loading,
  rows: readonly Row[],
): Promise<readonly Outcome[]> {
  const newcomers = rows.flatMap<Newcomer>(({ newcomer }) => (newcomer.ok ? [newcomer.value] : []))
  const done = await core.loadPersons({ ...load, newcomers }, caller)
  if (!done.ok) throw new Error('The client was removed meanwhile')
  const loaded = done.value.values()
  return rows.map(({ line, newcomer }) => {
    if (!newcomer.ok) return { line, status: 'error', problem: newcomer.refusal }
    const next = loaded.next()
    if (next.done) throw new Error('A row of a batch has no outcome')
    return outcomeOf(line, next.value)
  })
}

function outcomeOf(line: number, one: Loaded): Outcome {
  if (one.status !== 'refused') return { line, status: one.status, personXid: one.personXid }
  const { refusal } = one
  if (typeof refusal === 'string') return { line, status: 'error', problem: { code: refusal } }
  const problems = Object.values(refusal.details).flat()
  return { line, status: 'error', problem: { code: refusal.reason, problems } }
}
