import type { Problem } from './answer.ts'

/** LGC said no in the middle of a list or of a load, where there is no place for an answer. */
export class LgcRefused extends Error {
  override readonly name = 'LgcRefused'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`LGC refused: ${problem.code}`)
    this.problem = problem
  }
}
