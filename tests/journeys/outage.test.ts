import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requestJournal } from '@lgc/audit'
import { type Tables, compose } from '@lgc/composition'
import { open } from '@lgc/sql'
import { describe, expect, it } from 'vitest'
import { app } from '../../apps/api/src/app.ts'
import { readiness } from '../../apps/api/src/readiness.ts'
import { testConfig, unwatched } from '../support/service.ts'

const bindings = { incoming: { socket: { remoteAddress: '203.0.113.9' } } }

type Broken = { readonly url: string; readonly cleanUp: () => Promise<void> }

/** A port where nobody listens. */
async function unusedPort(): Promise<Broken> {
  const probe = createServer()
  const port = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 1) : 1))
    })
  })
  return { url: `mysql://root@127.0.0.1:${port}/lgc`, cleanUp: async () => {} }
}

/** A name that no resolver knows (RFC 6761, section 6.4). */
async function unknownName(): Promise<Broken> {
  return { url: 'mysql://root@database.invalid/lgc', cleanUp: async () => {} }
}

/** A folder where the file of the database should be. */
async function folderForFile(): Promise<Broken> {
  const folder = await mkdtemp(join(tmpdir(), 'lgc-outage-'))
  return { url: `sqlite:${folder}`, cleanUp: () => rm(folder, { recursive: true }) }
}

describe.each([
  ['the server does not listen', unusedPort],
  ['its name is not resolved', unknownName],
  ['the file cannot be opened', folderForFile],
])('a database that is down: %s', (_, breakDatabase) => {
  it('E83 is said with 503, and the process still lives', async () => {
    const { url, cleanUp } = await breakDatabase()
    const database = open<Tables>(url, { acquireTimeoutInMilliseconds: 500 })
    const core = compose(database, testConfig)
    const journal = requestJournal(core.appendRequests)
    const faults: unknown[] = []
    const hono = app({
      core,
      config: testConfig,
      journal,
      ...unwatched,
      log: () => {},
      logFault: (fault) => void faults.push(fault),
      whyNotReady: readiness(database, core).whyNot,
    })
    const call = async (
      path: string,
      init: RequestInit = {},
    ): Promise<[Response, Record<string, unknown>]> => {
      const response = await hono.request(path, init, bindings)
      return [response, (await response.json()) as Record<string, unknown>]
    }

    const body = JSON.stringify({ method: 'password', identifier: 'a@example.com', password: 'x' })
    const headers = { 'Content-Type': 'application/json' }
    const [refused, problem] = await call('/auth/verify', { method: 'POST', headers, body })
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(problem).toMatchObject({ error: 'server_error', code: 'database_unavailable' })
    expect(JSON.stringify(problem)).not.toMatch(/127\.0\.0\.1|ECONN|sqlite|mysql|tmp/i)
    expect(faults).toHaveLength(1)

    const [unready, reason] = await call('/health/ready')
    expect([unready.status, reason]).toEqual([503, { status: 'unavailable', reason: 'database_unreachable' }])
    const [live, alive] = await call('/health/live')
    expect([live.status, alive]).toEqual([200, { status: 'ok' }])

    const page = await hono.request(
      '/login?client_id=any-client&redirect_uri=https://a.example/',
      { headers: { Accept: 'text/html' } },
      bindings,
    )
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('database_unavailable')

    await journal.close()
    await database.db.destroy().catch(() => {})
    await cleanUp()
  })
})
