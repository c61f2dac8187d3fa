import { spawn } from 'node:child_process'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Core, type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import type { TestDatabase } from './databases.ts'
import { testSettings } from './world.ts'

export type Environment = Readonly<Record<string, string>>

export type Outgoing = {
  readonly method?: string
  readonly json?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly agent?: Agent
}

export type Reply = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The members of a JSON answer; empty for anything else. */
  readonly body: Readonly<Record<string, unknown>>
}

/** The service as an operator runs it: a process of its own, known by its id and its port alone. */
export type ApiProcess = {
  readonly pid: number
  readonly port: number
  readonly call: (path: string, outgoing?: Outgoing) => Promise<Reply>
  readonly stdout: () => string
  readonly stderr: () => string
  readonly signal: (name: NodeJS.Signals) => void
  readonly ended: Promise<number | null>
  /** Asks it to stop and waits; its exit code. */
  readonly stop: () => Promise<number | null>
}

export type Ending = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }

const main = new URL('../../apps/api/src/main.ts', import.meta.url).pathname
const fromSource = ['--import', 'tsx', main]
/** Of a machine that has much else to do, too. */
const startLimitInMilliseconds = 60_000
const runLimitInMilliseconds = 10_000

/** The settings of the tests as an operator would write them, so that keys and costs are the same everywhere. */
export function environmentFor(databaseUrl: string): Environment {
  const { issuer, verificationKeys, identifierHmacKey, keyEncryptionKeys, argon2, auditKeys } = testSettings
  return {
    PORT: '0',
    DATABASE_URL: databaseUrl,
    LGC_ISSUER: issuer,
    LGC_VERIFICATION_KEYS: verificationKeys.map(({ kid, secret }) => `${kid}:${secret}`).join(','),
    LGC_IDENTIFIER_HMAC_KEY: identifierHmacKey,
    LGC_KEY_ENCRYPTION_KEYS: keyEncryptionKeys.map(({ kid, secret }) => `${kid}:${secret}`).join(','),
    LGC_AUDIT_SIGNING_KEY: auditKeys?.signingKey ?? '',
    LGC_ARGON2_MEMORY_KIB: String(argon2.memoryInKibibytes),
    LGC_ARGON2_ITERATIONS: String(argon2.iterations),
    LGC_ARGON2_QUEUE: '1000',
    LGC_LIMITS: 'off',
    LGC_SWEEP_SECONDS: '0',
    LGC_DISPATCH_SECONDS: '0',
  }
}

/** Runs the service in a process that is expected to end by itself; its exit code is null if it does not. */
export async function runApi(environment: Environment): Promise<Ending> {
  const { child, ended } = spawnApi(environment)
  const limit = setTimeout(() => child.kill('SIGKILL'), runLimitInMilliseconds)
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  clearTimeout(limit)
  return { exitCode, stdout, stderr }
}

/** Starts the service and waits until it listens; `program` is what Node runs, where it is not the source. */
export async function startApi(
  environment: Environment,
  program: readonly string[] = fromSource,
): Promise<ApiProcess> {
  const { child, ended } = spawnApi(environment, program)
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    written.stdout += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    written.stderr += chunk
  })
  const listening = new Promise<number>((resolve, reject) => {
    const look = (): void => {
      const port = portIn(written.stdout)
      if (port !== undefined) resolve(port)
    }
    child.stdout.on('data', look)
    const fail = (why: string): void => reject(new Error(`${why}\n${written.stdout}${written.stderr}`))
    void ended.then((code) => fail(`the service ended with ${code} before it listened`))
    setTimeout(() => fail('the service does not listen'), startLimitInMilliseconds).unref()
  })
  const port = await listening.catch((cause: unknown) => {
    child.kill('SIGKILL')
    throw cause
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const signal = (name: NodeJS.Signals): void => void child.kill(name)
  return {
    pid: child.pid ?? 0,
    port,
    call: (path, outgoing = {}) => send(port, path, { agent, ...outgoing }),
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    signal,
    ended,
    async stop() {
      agent.destroy()
      signal('SIGTERM')
      return ended
    },
  }
}

function spawnApi(environment: Environment, program: readonly string[] = fromSource) {
  const child = spawn(process.execPath, [...program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  })
  const discard = (): void => void child.kill('SIGKILL')
  process.once('exit', discard)
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', (code) => {
      process.off('exit', discard)
      resolve(code)
    })
  })
  return { child, ended }
}

function portIn(log: string): number | undefined {
  const line = log.split('\n').find((candidate) => candidate.includes('"message":"listening"'))
  return line === undefined ? undefined : (JSON.parse(line) as { port: number }).port
}

/** One request to whoever listens there. */
export function send(port: number, path: string, outgoing: Outgoing): Promise<Reply> {
  const { json, form, headers = {}, agent } = outgoing
  const body = json === undefined ? form && new URLSearchParams(form).toString() : JSON.stringify(json)
  const type = json === undefined ? 'application/x-www-form-urlencoded' : 'application/json'
  const described =
    body === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }
  const method = outgoing.method ?? (body === undefined ? 'GET' : 'POST')
  return new Promise((resolve, reject) => {
    const target = { host: '127.0.0.1', port, path, method, ...(agent ? { agent } : {}) }
    const sent = request({ ...target, headers: { ...described, ...headers } }, (answer) => {
      const reply = ({ statusCode = 0, headers: received }: typeof answer, content: string): void =>
        resolve({ status: statusCode, headers: received, text: content, body: membersOf(received, content) })
      text(answer).then((content) => reply(answer, content), reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}

function membersOf(headers: IncomingHttpHeaders, content: string): Reply['body'] {
  const isJson = headers['content-type']?.startsWith('application/json') && content !== ''
  return isJson ? (JSON.parse(content) as Reply['body']) : {}
}

/** How often each answer came, by status and code: `{ '200': 1, '400 authorization_code_used': 19 }`. */
export function tallyOf(replies: readonly Reply[]): Readonly<Record<string, number>> {
  const tally: Record<string, number> = {}
  for (const { status, body } of replies) {
    const kind = status < 400 ? String(status) : `${status} ${String(body['code'])}`
    tally[kind] = (tally[kind] ?? 0) + 1
  }
  return tally
}

/** Several processes of the service on one migrated database, and the use cases beside them in this one. */
export type Fleet = {
  readonly url: string
  readonly database: Database<Tables>
  readonly core: Core
  readonly processes: readonly [ApiProcess, ApiProcess]
  /** Whose turn it is: round and round. */
  readonly next: () => ApiProcess
  readonly close: () => Promise<void>
}

export async function openFleet(
  create: TestDatabase['create'],
  environment: Environment = {},
): Promise<Fleet> {
  const fresh = await create()
  const database = open<Tables>(fresh.url)
  await migrate(database)
  const start = (): Promise<ApiProcess> => startApi({ ...environmentFor(fresh.url), ...environment })
  const processes = await Promise.all([start(), start()])
  let turns = 0
  return {
    url: fresh.url,
    database,
    core: compose(database, testSettings),
    processes,
    next: () => processes[turns++ % 2 === 0 ? 0 : 1],
    async close() {
      await Promise.all(processes.map((one) => one.stop()))
      await database.db.destroy()
      await fresh.drop()
    },
  }
}
