import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export type RedisServer = {
  readonly url: string
  readonly signal: (name: NodeJS.Signals) => void
  /** Starts it again on the same port, with nothing in it, if it was killed. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

const startLimitInMs = 5000

/** Whether the suites that need a Redis server run here: without one they fail where everything must run. */
export function hasRedis(): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true
  if (process.env['CI'] === 'true') throw new Error('redis-server is required and is not installed')
  console.warn('Redis: not run (no redis-server on this machine)')
  return false
}

export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  let server = await launch(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => void server.child.kill(name),
    async restart() {
      await server.ended
      server = await launch(port)
    },
    async stop() {
      server.child.kill('SIGKILL')
      await server.ended
    },
  }
}

async function launch(port: number) {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', options, { stdio: 'ignore', cwd: '/tmp' })
  const discard = (): void => void child.kill('SIGKILL')
  process.once('exit', discard)
  const ended = once(child, 'close').then(() => void process.off('exit', discard))
  const givesUpAt = Date.now() + startLimitInMs
  while (!(await isListening(port))) {
    if (Date.now() > givesUpAt) throw new Error('redis-server does not listen')
    await pause(20)
  }
  return { child, ended }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const say = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => say(true))
    socket.once('error', () => say(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
