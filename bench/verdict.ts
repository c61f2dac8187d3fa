import { availableParallelism } from 'node:os'
import type { Figures } from './figures.ts'
import { type Goal, failed, goals } from './goals.ts'

export type Verdict = {
  readonly of: string
  readonly value: number
  readonly goal: string
  readonly isReached: boolean
}

/** What the goals say to the figures; a goal about something that was not measured here says nothing. */
export function verdictsOn({ row, database, values }: Figures): readonly Verdict[] {
  const all: readonly Goal[] = [...goals[row], { of: failed, atMost: 0 }]
  return all
    .filter(({ on = database, cores = 1 }) => on === database && availableParallelism() >= cores)
    .flatMap(({ of, atLeast, atMost }) => {
      const value = values[of]
      if (value === undefined) return []
      const isReached = value >= (atLeast ?? value) && value <= (atMost ?? value)
      return [{ of, value, goal: atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`, isReached }]
    })
}
