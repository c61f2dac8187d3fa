import type { Callee } from './recorder.ts'

/** What belongs together and ends together: a session with its tokens. */
export type Life = {
  /** Does one thing, chosen by a number between 0 and 1. */
  readonly act: (callee: Callee, chance: number) => Promise<void>
  /** Asks once about everything there ever was of it. */
  readonly checkAll: (callee: Callee) => Promise<void>
}
