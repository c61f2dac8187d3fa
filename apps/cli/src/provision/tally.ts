import type { Outcome } from './load-rows.ts'

const listed = 20

/** How a load is going: counts, and the first few rows that failed. */
export type Tally = {
  readonly created: number
  readonly unchanged: number
  readonly failed: number
  readonly problems: readonly string[]
}

export const nothingYet: Tally = { created: 0, unchanged: 0, failed: 0, problems: [] }

export function tallied(before: Tally, outcomes: readonly Outcome[]): Tally {
  const count = (status: Outcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length
  const problems = outcomes.flatMap((outcome) =>
    outcome.status === 'error' ? [`line ${outcome.line}: ${wordsOf(outcome.problem)}`] : [],
  )
  return {
    created: before.created + count('created'),
    unchanged: before.unchanged + count('unchanged'),
    failed: before.failed + count('error'),
    problems: [...before.problems, ...problems].slice(0, listed),
  }
}

export function sentenceOf({ created, unchanged, failed }: Tally): string {
  return `${created} created, ${unchanged} unchanged, ${failed} failed`
}

function wordsOf({ code, problems = [] }: Extract<Outcome, { status: 'error' }>['problem']): string {
  return problems.length === 0 ? code : `${code} (${problems.join('; ')})`
}
