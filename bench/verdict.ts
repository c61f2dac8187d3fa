import { goals } from './goals.ts'
import type { Figures } from './measure.ts'

export type Verdict = { readonly goal: string; readonly isReached: boolean }

/** Whether a goal is reached, and which it is. */
export function verdictOn({ name, ratio, perSecond, millisecondsEach }: Figures): Verdict {
  const { atLeastTimesLimit, atLeastPerSecond, atMostMilliseconds } = goals[name]
  if (atLeastTimesLimit !== undefined) {
    return { goal: `≥ ${atLeastTimesLimit} × limit`, isReached: ratio >= atLeastTimesLimit }
  }
  if (atLeastPerSecond !== undefined) {
    const goal = `≥ ${atLeastPerSecond.toLocaleString('en')} per second`
    return { goal, isReached: perSecond >= atLeastPerSecond }
  }
  const longest = atMostMilliseconds ?? Number.POSITIVE_INFINITY
  return { goal: `≤ ${longest} ms`, isReached: millisecondsEach <= longest }
}
