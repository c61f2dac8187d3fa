import type { Tables } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { readiness } from '../../apps/api/src/readiness.ts'
import { mariaDbVersion, startMariaDb } from '../support/mariadb.ts'

describe.skipIf(mariaDbVersion() === undefined)('a primary that became a replica', () => {
  it('is noticed by readiness, and so is that it takes writes again', async () => {
    const server = await startMariaDb()
    const admin = open<Tables>(`${server.url}/mysql`)
    await sql`create database lgc character set utf8mb4`.execute(admin.db)
    const database = open<Tables>(`${server.url}/lgc`)
    await migrate(database)
    const { whyNot } = readiness(database, { checkKeys: async () => null })
    expect(await whyNot()).toBeNull()
    await sql`set global read_only = 1`.execute(admin.db)
    expect(await whyNot()).toBe('database_read_only')
    await sql`set global read_only = 0`.execute(admin.db)
    expect(await whyNot()).toBeNull()
    await Promise.all([admin.db.destroy(), database.db.destroy()])
    await server.stop()
  }, 60_000)
})
