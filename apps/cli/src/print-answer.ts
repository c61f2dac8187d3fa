import type { Answer, CliRefusal } from './answer.ts'
import type { Io } from './io.ts'

/** Says an answer and returns the exit code. */
export function printAnswer({ result, note, refusal, fault }: Answer, isJson: boolean, io: Io): number {
  const text = isJson && result ? JSON.stringify(result.json, null, 2) : result?.text
  if (text) io.out(`${text}\n`)
  if (note) io.err(`${note}\n`)
  if (refusal) io.err(`lgc: ${wordsOf(refusal)}\n`)
  if (fault) throw fault
  return refusal ? 1 : 0
}

function wordsOf({ code, sentence, list = [] }: CliRefusal): string {
  return [`${sentence} (${code})`, ...list.map((problem) => `  ${problem}`)].join('\n')
}
