import { explain } from '../explain.ts'
import type { Performance } from './report.ts'
import type { DoneStep, Step } from './step.ts'

/**
 * Carries out the steps in order. What was done before one fails stays done and is reported, above all
 * the secrets that were made; applying the file again does the rest.
 */
export async function perform(steps: readonly Step[]): Promise<Performance> {
  const done: DoneStep[] = []
  for (const step of steps) {
    try {
      const carriedOut = await step.carryOut?.()
      if (carriedOut && !carriedOut.ok) {
        const { code, sentence } = explain(carriedOut.refusal)
        return { done, refusal: { code, sentence: `${step.kind} ${step.name}: ${sentence}` } }
      }
      done.push({ ...step, ...carriedOut?.value })
    } catch (fault) {
      return { done, fault: fault instanceof Error ? fault : new Error(String(fault)) }
    }
  }
  return { done }
}
