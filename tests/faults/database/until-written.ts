import { setTimeout as pause } from 'node:timers/promises'
import { type Journal, recoveryAfter } from '../../support/workload-checker.ts'

/** Waits until a write was asked for after the moment and acknowledged; how long that took in milliseconds. */
export async function untilWritten(
  { journal }: { readonly journal: Journal },
  moment: number,
  limitInMilliseconds = 30_000,
): Promise<number> {
  while (performance.now() < moment + limitInMilliseconds) {
    const recovery = recoveryAfter(journal, moment)
    if (Number.isFinite(recovery)) return recovery
    await pause(20)
  }
  throw new Error('no write was acknowledged in time')
}
