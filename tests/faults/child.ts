import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

export type Ending = { readonly signal: string | null; readonly output: unknown; readonly errors: string }

/** Runs a script of this folder in a process of its own until it ends; it prints one JSON value, if it can. */
export async function runChild(script: URL, args: readonly string[]): Promise<Ending> {
  const child = spawn(process.execPath, ['--import', 'tsx', script.pathname, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<string | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (_, signal) => resolve(signal))
  })
  const [signal, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { signal, output: output === '' ? undefined : JSON.parse(output), errors }
}
