import type { Environment } from '@lgc/composition'
import { CommanderError } from 'commander'
import { faultWords } from './fault-words.ts'
import type { Io } from './io.ts'
import { printAnswer } from './print-answer.ts'
import { program } from './program.ts'
import type { Shell } from './shell.ts'

const failed = 1
const wrongUsage = 2

/** Runs one command and resolves to the exit code: 0 done, 1 refused or failed, 2 wrong usage. */
export async function run(argv: readonly string[], io: Io, env: Environment): Promise<number> {
  let exitCode = 0
  const shell: Shell = {
    env,
    io,
    async tell({ json }, work) {
      exitCode = printAnswer(await work(), json === true, io)
    },
  }
  try {
    await program(shell).parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUsage
    io.err(faultWords(error, env))
    return failed
  }
}
