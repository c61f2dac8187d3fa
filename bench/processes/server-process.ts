import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { dieWithUs } from './die-with-us.ts'
import { freePort } from './free-port.ts'

/** A server that is measured: a process of its own, on loopback. */
export type ServerProcess = {
  readonly pid: number
  readonly origin: string
  /** From the start of the process to its first answer. */
  readonly startUpInMilliseconds: number
  readonly stop: () => Promise<void>
}

export type ServerStart = {
  readonly program: string
  readonly environment: Readonly<Record<string, string>>
  /** Which path answers 200 as soon as the server can be used. */
  readonly readyPath: string
}

const startLimitInMilliseconds = 20_000
const askEveryMilliseconds = 5
const longestComplaint = 4000

export async function startServer({ program, environment, readyPath }: ServerStart): Promise<ServerProcess> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const startedAt = performance.now()
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...environment, PORT: String(port) }
  // What it logs is written, and goes nowhere.
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'pipe'], env })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints = (complaints + chunk).slice(-longestComplaint)
  })
  const spare = dieWithUs(child)
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    spare()
    child.kill('SIGKILL')
    await ended
  }
  while ((await statusOf(`${origin}${readyPath}`)) !== 200) {
    const isLate = performance.now() - startedAt > startLimitInMilliseconds
    if (isLate || child.exitCode !== null) {
      await stop()
      throw new Error(`${program} does not answer at ${readyPath}: ${complaints}`)
    }
    await pause(askEveryMilliseconds)
  }
  return { pid: child.pid ?? 0, origin, startUpInMilliseconds: performance.now() - startedAt, stop }
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.once('error', () => resolve(0))
    asked.end()
  })
}
