import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, databases } from '../support/databases.ts'
import { type ApiProcess, environmentFor, runApi, startApi, tallyOf } from '../support/processes.ts'

const patience = 10_000

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const givesUpAt = performance.now() + patience
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > givesUpAt) throw new Error('it did not come to that')
    await pause(50)
  }
}

describe.each(databases)('several workers behind one port on $name', { timeout: 60_000 }, ({ create }) => {
  let fresh: FreshDatabase
  let service: ApiProcess
  beforeAll(async () => {
    fresh = await create()
    const workers = { LGC_WORKERS: '2', METRICS_PORT: '0' }
    service = await startApi({ ...environmentFor(fresh.url), ...workers })
    await until(() => (portsNamed('listening').length === 2 ? true : undefined))
  }, 60_000)
  afterAll(() => fresh.drop())

  const portsNamed = (message: string): readonly number[] =>
    service
      .stdout()
      .split('\n')
      .filter((line) => line.includes(`"message":"${message}"`))
      .map((line) => (JSON.parse(line) as { readonly port: number }).port)

  const workerPids = (): readonly number[] =>
    readFileSync(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8')
      .split(' ')
      .map(Number)
      .filter((pid) => pid > 0)

  const requestsCounted = async (): Promise<number> => {
    const [port = 0] = portsNamed('metrics are served')
    const page = await new Promise<string>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/metrics', agent: false }, (answer) => {
        text(answer).then(resolve, reject)
      }).once('error', reject)
    })
    const line = /^lgc_http_request_duration_seconds_count\{[^}]*route="\/health\/live"[^}]*\} (\d+)$/m
    return Number(line.exec(page)?.[1] ?? 0)
  }

  /** Each on a connection of its own, so that they are spread. */
  const ask = (times: number) => {
    const agent = new Agent({ keepAlive: false })
    return Promise.all(Array.from({ length: times }, () => service.call('/health/live', { agent })))
  }

  it('answer alike, and their numbers are added up', async () => {
    const [port, other] = portsNamed('listening')
    expect(port).toBe(other)
    const before = await requestsCounted()
    expect(tallyOf(await ask(40))).toEqual({ '200': 40 })
    expect((await requestsCounted()) - before).toBe(40)
  })

  it('are replaced when they die, while the others answer', async () => {
    const [first = 0, second = 0] = workerPids()
    process.kill(first, 'SIGKILL')
    await until(() => (workerPids().includes(first) ? undefined : true))
    expect(tallyOf(await ask(10))).toEqual({ '200': 10 })
    const now = await until(() => (workerPids().length === 2 ? workerPids() : undefined))
    expect(now).toContain(second)
    await until(() => (portsNamed('listening').length === 3 ? true : undefined))
    expect(tallyOf(await ask(10))).toEqual({ '200': 10 })
  })

  it('stop together when the one that started them is told to', async () => {
    const pids = workerPids()
    expect(await service.stop()).toBe(0)
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('end all when none can start', async () => {
    const { exitCode, stdout } = await runApi({
      ...environmentFor('mysql://root@127.0.0.1:1/nowhere'),
      LGC_WORKERS: '2',
    })
    expect(exitCode).toBe(1)
    expect(stdout).toContain('the schema of the database cannot be used')
  })
})
