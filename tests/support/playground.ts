import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What `npm start` starts, on free ports and with a database of its own. */
export type Playground = {
  readonly lgc: string
  readonly notes: string
  readonly calendar: string
  /** Where mail is written to. */
  readonly mailFolder: string
  readonly stop: () => Promise<void>
}

const startLimitInMs = 30_000

export async function startPlayground(flags: readonly string[] = []): Promise<Playground> {
  const folder = mkdtempSync(join(tmpdir(), 'lgc-playground-test-'))
  const [api, notes, calendar] = await Promise.all([freePort(), freePort(), freePort()])
  const child = spawn(process.execPath, ['--import', 'tsx', 'apps/demo/src/playground.ts', ...flags], {
    env: {
      ...process.env,
      NODE_ENV: 'development',
      LGC_LIMITS: 'off',
      PORT: String(api),
      DEMO_PORT_NOTES: String(notes),
      DEMO_PORT_CALENDAR: String(calendar),
      DATABASE_URL: `sqlite:${join(folder, 'lgc.db')}`,
      SMTP_URL: `file:${join(folder, 'mail')}`,
      LGC_DISPATCH_SECONDS: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const discard = (): void => void child.kill('SIGKILL')
  process.once('exit', discard)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await announced(child, 'LGC is running')
  return {
    lgc: `http://localhost:${api}`,
    notes: `http://localhost:${notes}`,
    calendar: `http://localhost:${calendar}`,
    mailFolder: join(folder, 'mail'),
    async stop() {
      child.kill('SIGTERM')
      await ended
      process.off('exit', discard)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Waits for a line of the banner, and fails with all that was printed if it does not come. */
function announced(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const fail = (why: string): void => reject(new Error(`the playground ${why}:\n${printed}`))
    const timer = setTimeout(() => fail('did not come up'), startLimitInMs)
    const read = (chunk: Buffer): void => {
      printed += chunk.toString()
      if (!printed.includes(words)) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('close', () => fail('ended'))
  })
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
