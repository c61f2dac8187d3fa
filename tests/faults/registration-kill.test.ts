import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { extent } from '../support/extent.ts'
import { type World, openWorld } from '../support/world.ts'

const rounds = extent(4, 10)
const script = new URL('./register-child.ts', import.meta.url)

/** Runs the child until so many registrations were acknowledged, and kills it in the middle of the next. */
function acknowledgedBefore(url: string, round: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', script.pathname, url, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const seen: string[] = []
  createInterface({ input: child.stdout }).on('line', (xid) => {
    seen.push(xid)
    if (seen.length === 5 + round) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(seen))
  })
}

describe.each(databases)('a process killed while people register, on $name', ({ name, create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  it('loses nobody that it acknowledged and leaves nothing half-made', { timeout: 300_000 }, async () => {
    const acknowledged: string[] = []
    for (let round = 0; round < rounds; round++) {
      acknowledged.push(...(await acknowledgedBefore(world.url, round)))
    }
    const { db } = world
    const persons = await db.selectFrom('persons').select('xid').execute()
    const kept = new Set<string>(persons.map(({ xid }) => xid))
    expect(acknowledged.length).toBeGreaterThan(rounds * 5)
    expect(acknowledged.filter((xid) => !kept.has(xid))).toEqual([])

    const count = async (table: 'identities' | 'persons'): Promise<number> =>
      (await db.selectFrom(table).select('xid').execute()).length
    const created = await db
      .selectFrom('audit_log')
      .select('xid')
      .where('action', '=', 'person.created')
      .execute()
    expect(await count('identities')).toBe(await count('persons'))
    expect(created).toHaveLength(await count('persons'))
    if (name === 'sqlite') {
      const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
      expect(rows.map(({ integrity_check }) => integrity_check)).toEqual(['ok'])
    }
  })
})
