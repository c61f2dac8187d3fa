import { type RawBuilder, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { addChanges, sealedXids, sealingOf, tamper, writeTrail } from '../../../tests/support/sealing.ts'
import { type World, openWorld } from '../../../tests/support/world.ts'

const longAfter = 1000

describe.each(databases)('the seals on $name', ({ create }) => {
  let world: World
  let xids: readonly string[]
  /** Three batches: 15, 3 and 6 rows. */
  beforeEach(async () => {
    world = await openWorld(create)
    await addChanges(world, 10)
    await seal()
    await addChanges(world, 2)
    await writeTrail(world, ({ report }) => report({ event: 'verify_failed', identifier: 'ada@example.com' }))
    await seal()
    await addChanges(world, 4)
    await seal()
    xids = await sealedXids(world)
    world.clock.pass(longAfter)
  })
  afterEach(() => world.close())

  const seal = async (): Promise<number> => {
    world.clock.pass(10)
    return (await sealingOf(world).seal()).rows
  }
  const verify = (known = null as { sequence: number; digest: string } | null) =>
    sealingOf(world).verify(known)
  const found = async (): Promise<readonly string[]> => {
    const { findings } = await verify()
    return findings.map(({ kind, log, xid, seal: sequence }) => `${kind} ${log} ${xid} ${sequence}`)
  }
  const at = (index: number): string => xids[index] ?? ''

  it('cover every row once, in one order', async () => {
    expect(xids).toHaveLength(24)
    expect(await verify()).toMatchObject({ findings: [], rows: 25, seals: 4, pruned: [], late: [] })
    expect(await seal()).toBe(0)
  })

  it('wait until a row is settled', async () => {
    await addChanges(world, 1)
    expect((await sealingOf(world).seal()).rows).toBe(0)
    expect(await seal()).toBe(2)
  })

  it('take in a row that was committed late, and say so', async () => {
    const madeAt = world.clock.now() - 5000
    const lateXid = 'late'.padEnd(20, '0')
    await addChanges(world, 1)
    await seal()
    await tamper(world, insertion('late', madeAt))
    expect(await found()).toEqual([`row_added audit_log ${lateXid} null`])
    expect(await seal()).toBe(1)
    expect(await verify()).toMatchObject({ findings: [], late: [{ log: 'audit_log', xid: lateXid }] })
  })

  it('go on after one that was made by a clock that was ahead', async () => {
    world.clock.pass(3600)
    await addChanges(world, 1)
    expect(await seal()).toBe(2)
    world.clock.pass(-3600)
    await addChanges(world, 2)
    expect(await seal()).toBe(3)
    await addChanges(world, 1)
    expect(await found()).toEqual([])
    expect(await seal()).toBe(2)
    expect(await found()).toEqual([])
    await tamper(world, insertion('put in', world.clock.now() - 500_000))
    expect(await found()).toEqual([`row_added audit_log ${'put in'.padEnd(20, '0')} null`])
    world.clock.pass(3700)
    await addChanges(world, 1)
    expect(await seal()).toBe(2)
    expect((await found()).length).toBe(1)
  })

  it('are known by their head, wherever it was noted', async () => {
    const { head } = await verify()
    expect((await verify(head)).findings).toEqual([])
    const other = await verify({ sequence: head?.sequence ?? 0, digest: 'f'.repeat(64) })
    expect(other.findings).toMatchObject([{ kind: 'head_missing', seal: 4 }])
  })

  const insertion = (name: string, at_: number): RawBuilder<unknown> => sql`insert into audit_log
    (xid, target_type, target_xid, action, request_id, ip_address, user_agent, metadata, created_at)
    values (${name.padEnd(20, '0')}, 'person', ${'0'.repeat(20)}, 'x', 'r', 'a', 'u', '{}', ${at_})`
  const assignment = (column: string, value: unknown): RawBuilder<unknown> =>
    sql`update audit_log set ${sql.ref(column)} = ${value} where xid = ${at(4)}`

  it('show a change of any column', async () => {
    const columns = [
      ...(['target_type', 'target_xid', 'action', 'agent_type', 'agent_xid', 'request_id'] as const),
      ...(['ip_address', 'user_agent', 'metadata', 'created_at'] as const),
    ]
    const { rows } = await sql<Record<string, unknown>>`select * from audit_log where xid = ${at(4)}`.execute(
      world.db,
    )
    for (const column of columns) {
      const value = column === 'created_at' ? 1_800_000_000_001 : 'X'
      await tamper(world, assignment(column, value))
      expect(await found(), column).toEqual([`row_changed audit_log ${at(4)} 1`])
      await tamper(world, assignment(column, rows[0]?.[column]))
    }
    expect(await found()).toEqual([])
  })

  it('show one changed byte in the other log', async () => {
    await tamper(world, sql`update security_log set identifier = 'b***@example.com'`)
    const [xid] = await sealedXids(world, 'security_log')
    expect(await found()).toEqual([`row_changed security_log ${xid} 3`])
  })

  it('show a deleted row, also when its number is deleted with it', async () => {
    await tamper(world, sql`delete from audit_log where xid = ${at(3)}`)
    expect(await found()).toEqual([`row_missing audit_log ${at(3)} 1`])
    await tamper(world, sql`delete from audit_sealed_rows where xid = ${at(3)}`)
    expect((await verify()).findings).toMatchObject([
      { kind: 'row_missing', xid: null, position: 4, seal: 1 },
    ])
  })

  it('show a row that was put in between, also when it was given a number', async () => {
    await tamper(world, insertion('forged', 1_800_000_003_000))
    expect(await found()).toEqual(['row_added audit_log forged00000000000000 null'])
    await tamper(
      world,
      sql`insert into audit_sealed_rows (xid, log, position, digest)
        values (${'forged'.padEnd(20, '0')}, 'audit_log', 99, ${'0'.repeat(64)})`,
    )
    expect(await found()).toEqual(['row_added audit_log forged00000000000000 null'])
  })

  it('show two rows that changed places, by number, by position or by what they say', async () => {
    const places = [`row_reordered audit_log ${at(2)} 1`, `row_reordered audit_log ${at(5)} 1`]
    await swap('audit_log', 'id')
    expect(await found()).toEqual(places)
    await swap('audit_log', 'id')
    expect(await found()).toEqual([])
    await swap('audit_sealed_rows', 'position')
    expect((await found()).toSorted()).toEqual(places.toSorted())
    await swap('audit_sealed_rows', 'position')
    await swap('audit_log', 'target_xid')
    expect(await found()).toEqual(places.map((place) => place.replace('reordered', 'changed')))
  })

  async function swap(table: string, column: string): Promise<void> {
    const pair = [at(2), at(5)]
    const { rows } = await sql<{ xid: string; value: unknown }>`
      select xid, ${sql.ref(column)} as value from ${sql.table(table)} where xid in (${sql.join(pair)})`.execute(
      world.db,
    )
    const set = (xid: string | undefined, value: unknown): RawBuilder<unknown> =>
      sql`update ${sql.table(table)} set ${sql.ref(column)} = ${value} where xid = ${xid}`
    const [one, other] = rows
    await tamper(
      world,
      set(one?.xid, column === 'target_xid' ? 'x' : -1),
      set(other?.xid, one?.value),
      set(one?.xid, other?.value),
    )
  }

  it('show a row and its digest that were changed to agree', async () => {
    await tamper(
      world,
      sql`update audit_sealed_rows set digest = ${'a'.repeat(64)} where position = 4 and log = 'audit_log'`,
    )
    expect(await found()).toEqual([`row_changed audit_log ${at(3)} 1`])
  })

  it('show a change of any column of a seal', async () => {
    const [original] = await world.db
      .selectFrom('audit_seals')
      .selectAll()
      .where('sequence', '=', 1)
      .execute()
    const values = { log: 'security_log', kind: 'tombstone', rows_digest: 'x', row_count: 7, key_id: 'x' }
    const times = {
      sealed_at: 7,
      covered_until: 7,
      first_position: 2,
      last_position: 7,
      previous_digest: 'x',
    }
    for (const [column, value] of Object.entries({ ...values, ...times })) {
      const set = (to: unknown): RawBuilder<unknown> =>
        sql`update audit_seals set ${sql.ref(column)} = ${to} where sequence = 1`
      await tamper(world, set(value))
      expect((await verify()).findings[0], column).toMatchObject({ kind: 'seal_changed', seal: 1 })
      await tamper(world, set(original?.[column as 'log']))
    }
    expect(await found()).toEqual([])
  })

  it('show a seal that is missing or signed by somebody else', async () => {
    await tamper(world, sql`update audit_seals set signature = ${'0'.repeat(128)} where sequence = 2`)
    expect((await verify()).findings).toMatchObject([{ kind: 'seal_forged', seal: 2 }])
    await tamper(world, sql`delete from audit_seals where sequence = 2`)
    expect((await verify()).findings[0]).toMatchObject({ kind: 'seal_missing', seal: 2 })
  })

  it('show a tail that was cut off: rows alone, seals alone, and both to whoever noted the head', async () => {
    const { head } = await verify()
    await tamper(world, sql`delete from audit_log where xid in (${sql.join([at(22), at(23)])})`)
    expect(await found()).toEqual([`row_missing audit_log ${at(22)} 4`, `row_missing audit_log ${at(23)} 4`])
    await tamper(
      world,
      sql`delete from audit_log where xid in (${sql.join(xids.slice(18))})`,
      sql`delete from audit_sealed_rows where log = 'audit_log' and position > 18`,
      sql`delete from audit_seals where sequence = 4`,
    )
    expect(await found()).toEqual([])
    expect((await verify(head)).findings).toMatchObject([{ kind: 'head_missing', seal: 4 }])
  })

  it('show rows whose seals are gone', async () => {
    await tamper(world, sql`delete from audit_sealed_rows`, sql`delete from audit_seals`)
    const [first] = await sealedFirst()
    expect(await found()).toContain(`row_unsealed audit_log ${first} null`)
  })

  async function sealedFirst(): Promise<readonly string[]> {
    const rows = await world.db
      .selectFrom('audit_log')
      .select('xid')
      .orderBy('created_at')
      .orderBy('id')
      .limit(1)
      .execute()
    return rows.map(({ xid }) => xid)
  }
})
