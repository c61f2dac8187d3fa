import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../../../', import.meta.url))

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }
export type NodeChild = { readonly process: ChildProcess; readonly exit: Promise<Exit> }
type Surroundings = { readonly env: NodeJS.ProcessEnv; readonly stdio: StdioOptions }

/** Starts another entry point of this repository with the same Node, from the repository's folder. */
export function startNode(script: string, parameters: readonly string[], around: Surroundings): NodeChild {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...parameters], {
    cwd: repository,
    ...around,
  })
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return { process: child, exit }
}

/** Asks the child to stop and waits; one that does not listen is ended after the grace period. */
export async function stopNode({ process: child, exit }: NodeChild, graceInSeconds = 20): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), graceInSeconds * 1000)
  await exit
  clearTimeout(impatience)
}

export function wordsOf({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`
}
