import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type NodeChild, startNode, wordsOf } from './node-child.ts'
import type { PlaygroundSettings } from './playground-settings.ts'

/** LGC itself, quiet unless told otherwise, so that the banner stays in sight. */
export function startApi({ issuer, ports }: PlaygroundSettings): NodeChild {
  const env = {
    ...process.env,
    PORT: String(ports.api.number),
    LGC_ISSUER: issuer,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    // Whoever tries things out registers more people in an hour than anybody else does.
    LGC_LIMIT_PERSONS: process.env['LGC_LIMIT_PERSONS'] ?? '100/3600',
  }
  return startNode('apps/api/src/main.ts', [], { env, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** Waits for LGC to be ready to serve; somebody else watches whether it is still alive. */
export async function untilReady({ ports }: PlaygroundSettings, stop: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await isReady(ports.api.number))) {
    if (Date.now() > deadline) throw new Error('LGC did not become ready within a minute.')
    await wait(40, undefined, { signal: stop })
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const address = `http://localhost:${port}/health/ready`
    const response = await fetch(address, { signal: AbortSignal.timeout(2_000) })
    await response.text()
    return response.status === 200
  } catch {
    return false
  }
}

/** Hands the document to `lgc apply`, in a file that only this account can read and only for as long. */
export async function apply(
  document: string,
  { issuer }: PlaygroundSettings,
  stop: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lgc-playground-'))
  try {
    const file = join(folder, 'demo.yaml')
    await writeFile(file, document, { mode: 0o600 })
    await runApply(file, issuer, stop)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the CLI prints is shown only when it fails. */
async function runApply(file: string, issuer: string, stop: AbortSignal): Promise<void> {
  const env = { ...process.env, LGC_ISSUER: issuer }
  const cli = startNode('apps/cli/src/main.ts', ['apply', file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => cli.process.kill('SIGTERM')
  stop.addEventListener('abort', end)
  const output: string[] = []
  for (const stream of [cli.process.stdout, cli.process.stderr]) {
    stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  }
  const exit = await cli.exit
  stop.removeEventListener('abort', end)
  if (exit.code !== 0) throw new Error(`lgc apply failed (${wordsOf(exit)}):\n${output.join('')}`)
}
