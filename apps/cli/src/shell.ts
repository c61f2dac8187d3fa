import type { Environment } from '@lgc/composition'
import type { Answer } from './answer.ts'
import type { Io } from './io.ts'

export type OutputOptions = { readonly json?: true }

/** What surrounds every command. */
export type Shell = {
  readonly env: Environment
  readonly io: Io
  /** Does the work, says what came of it and settles how the program ends. */
  readonly tell: (options: OutputOptions, work: () => Promise<Answer>) => Promise<void>
}
