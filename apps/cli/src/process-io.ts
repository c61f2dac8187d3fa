import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Io } from './io.ts'

export const processIo: Io = {
  out: (words) => void process.stdout.write(words),
  err: (words) => void process.stderr.write(words),
  async readSecret(prompt) {
    if (!process.stdin.isTTY) return withoutLineBreak(await text(process.stdin))
    process.stderr.write(prompt)
    return typedUnseen()
  },
}

/** readline keeps the terminal itself from showing what is typed, and its own output goes nowhere. */
async function typedUnseen(): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  const interrupted = new AbortController()
  lines.once('SIGINT', () => interrupted.abort(new Error('Interrupted')))
  try {
    return await lines.question('', { signal: interrupted.signal })
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}

function withoutLineBreak(words: string): string {
  return words.replace(/\r?\n$/, '')
}
