import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Tables } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import type { Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type ApiProcess,
  type Reply,
  environmentFor,
  openFleet,
  runApi,
  startApi,
  tallyOf,
} from '../support/processes.ts'
import { addPerson, testPassword } from '../support/world.ts'

/** Far more than a deployment would choose, so that a login is still under way when the stop comes. */
const slowHashing = { LGC_ARGON2_MEMORY_KIB: '65536', LGC_ARGON2_ITERATIONS: '10' }

type History = Kysely<{ schema_migrations: { name: string; checksum: string; applied_at: number | null } }>

const historyOf = ({ db }: { readonly db: Kysely<Tables> }): History => db as unknown as History

async function rawConnection(port: number, sent: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  if (sent === '') return socket
  socket.write(sent)
  await once(socket, 'data')
  return socket
}

describe.each(databases)('the service as a process on $name', ({ create }) => {
  it('answers soon after it was started', async ({ annotate }) => {
    const fresh = await create()
    const startedAt = performance.now()
    const service = await startApi(environmentFor(fresh.url))
    expect((await service.call('/health/ready')).status).toBe(200)
    await annotate(`${Math.round(performance.now() - startedAt)} ms to the first answer, migrations included`)
    await service.stop()
    await fresh.drop()
  }, 30_000)

  it('finishes what is under way when it is told to stop, and writes down every answer', async () => {
    const fleet = await openFleet(create, { ...slowHashing, LGC_DRAIN_SECONDS: '1' })
    const [service, other] = fleet.processes
    const { identifier } = (await addPerson(fleet)).identity
    const replies: Reply[] = []
    const call: ApiProcess['call'] = async (path, outgoing) => {
      const reply = await service.call(path, outgoing)
      replies.push(reply)
      return reply
    }
    await Promise.all(Array.from({ length: 30 }, () => call('/health/live')))
    const requestId = 'kept-alive-and-idle'
    const head = `GET /health/live HTTP/1.1\r\nHost: a\r\nX-Request-Id: ${requestId}\r\n\r\n`
    const idle = await Promise.all([rawConnection(service.port, head), rawConnection(service.port, '')])

    const login = call('/auth/verify', { json: { method: 'password', identifier, password: testPassword } })
    await pause(100)
    const stoppedAt = performance.now()
    service.signal('SIGTERM')
    let readiness = await call('/health/ready')
    while (readiness.status === 200) readiness = await call('/health/ready')
    expect(readiness).toMatchObject({ status: 503, body: { reason: 'draining' } })
    expect(performance.now() - stoppedAt).toBeLessThan(1000)
    expect(readiness.headers['connection']).toBe('close')
    expect((await other.call('/health/ready')).status).toBe(200)

    expect((await login).status).toBe(200)
    expect(await service.ended).toBe(0)
    expect(performance.now() - stoppedAt).toBeLessThan(20_000)
    for (const socket of idle) expect(socket.destroyed || socket.readableEnded).toBe(true)
    for (const socket of idle) socket.destroy()
    await other.stop()
    const rows = await fleet.database.db.selectFrom('request_log').select(['request_id', 'path']).execute()
    const answered = [...replies.map(({ headers }) => String(headers['x-request-id'])), requestId]
    const noted = new Set(rows.map(({ request_id }) => request_id))
    expect(answered.filter((id) => !noted.has(id))).toEqual([])
    expect(rows).toHaveLength(answered.length + 1)
    await fleet.close()
  }, 40_000)

  it('migrates an empty database once, however many start together', async () => {
    const fresh = await create()
    const started = await Promise.all([1, 2, 3].map(() => startApi(environmentFor(fresh.url))))
    const ready = await Promise.all(started.map((one) => one.call('/health/ready')))
    expect(tallyOf(ready)).toEqual({ '200': 3 })
    const done = started.flatMap((one) => migrationsIn(one.stdout()))
    expect(done).toHaveLength(new Set(done).size)
    const database = open<Tables>(fresh.url)
    const applied = await historyOf(database).selectFrom('schema_migrations').select('name').execute()
    expect(new Set(applied.map(({ name }) => name))).toEqual(new Set(done))
    await database.db.destroy()
    expect(await Promise.all(started.map((one) => one.stop()))).toEqual([0, 0, 0])
    await fresh.drop()
  }, 40_000)

  it('is not ready while migrations are pending, and is as soon as they are done', async () => {
    const fresh = await create()
    const service = await startApi({ ...environmentFor(fresh.url), LGC_MIGRATE: 'off' })
    expect(await service.call('/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'unavailable', reason: 'migrations_pending' },
    })
    expect((await service.call('/health/live')).status).toBe(200)
    const database = open<Tables>(fresh.url)
    await migrate(database)
    expect((await service.call('/health/ready')).status).toBe(200)
    await service.stop()
    await database.db.destroy()
    await fresh.drop()
  }, 30_000)

  it.each(['on', 'off'])(
    'does not start on a schema that drifted, migrating %s',
    async (LGC_MIGRATE) => {
      const fresh = await create()
      const database = open<Tables>(fresh.url)
      await migrate(database)
      const drifted = { checksum: '0'.repeat(64) }
      await historyOf(database)
        .updateTable('schema_migrations')
        .set(drifted)
        .where('name', '=', '0002-person')
        .execute()
      const ending = await runApi({ ...environmentFor(fresh.url), LGC_MIGRATE })
      expect(ending.exitCode).toBe(1)
      expect(ending.stdout).toContain('0002-person')
      expect(ending.stdout).not.toContain('0001-client')
      await database.db.destroy()
      await fresh.drop()
    },
    30_000,
  )
})

describe('the configuration of the service', () => {
  it('is refused with every problem at once and no secret', async () => {
    const ending = await runApi({
      PORT: '99999',
      DATABASE_URL: 'postgres://lgc:canary-of-database@db/lgc',
      LGC_ISSUER: 'https://login.example/path',
      LGC_VERIFICATION_KEYS: 'k1:canary1',
      LGC_IDENTIFIER_HMAC_KEY: 'canary2',
      LGC_ARGON2_MEMORY_KIB: 'plenty',
      LGC_SELF_REGISTRATION: 'perhaps',
      LGC_SELFREGISTRATION: 'on',
      TRUSTED_PROXIES: 'everybody',
      LOG_LEVEL: 'loud',
    })
    expect(ending.exitCode).toBe(1)
    expect(ending.stdout).toBe('')
    const named = ending.stderr
      .trim()
      .split('\n')
      .map((line) => line.split(' ', 1)[0])
    expect(new Set(named)).toEqual(
      new Set([
        'DATABASE_URL',
        'LGC_ARGON2_MEMORY_KIB',
        'LGC_IDENTIFIER_HMAC_KEY',
        'LGC_ISSUER',
        'LGC_SELFREGISTRATION',
        'LGC_SELF_REGISTRATION',
        'LGC_VERIFICATION_KEYS',
        'LOG_LEVEL',
        'PORT',
        'TRUSTED_PROXIES',
      ]),
    )
    expect(ending.stderr).not.toContain('canary')
  })

  it('is refused in production when it is the one for development', async () => {
    const ending = await runApi({ NODE_ENV: 'production' })
    expect(ending.exitCode).toBe(1)
    for (const name of ['LGC_ISSUER', 'LGC_VERIFICATION_KEYS', 'LGC_KEY_ENCRYPTION_KEYS']) {
      expect(ending.stderr).toContain(`${name} must be set in production`)
    }
    expect(ending.stderr).not.toMatch(/development-only|\n\s+at /)
  })

  it('does not show the password of a database that cannot be reached', async () => {
    const unreachable = environmentFor('mysql://lgc:canary-of-database@127.0.0.1:1/lgc')
    const ending = await runApi({ ...unreachable, LOG_LEVEL: 'trace' })
    expect(ending.exitCode).toBe(1)
    expect(ending.stdout + ending.stderr).not.toContain('canary')
  })
})

function migrationsIn(log: string): readonly string[] {
  const lines = log.split('\n').filter((line) => line.includes('"message":"migrated"'))
  return lines.flatMap((line) => (JSON.parse(line) as { migrations: readonly string[] }).migrations)
}
