import { createPrivateKey, createPublicKey } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine, printed, production } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { addRows, tamper } from '../support/sealing.ts'

const day = 24 * 3_600_000
const old = '2020-01-01'

const timeout = 60_000

describe.each(databases)('the record by the command line on $name', { timeout }, ({ create }) => {
  let line: CommandLine
  let lgc: CommandLine['lgc']
  const world = () => ({ db: line.database.db, database: line.database, core: line.coreAt(Date.now()) })
  const add = (count: number, at: number, action: string) =>
    addRows(world(), count, (index) => ({ action, created_at: at + index }))
  const actions = async (): Promise<readonly string[]> => {
    const rows = await line.database.db.selectFrom('audit_log').select('action').distinct().execute()
    return rows.map(({ action }) => action).toSorted()
  }

  beforeEach(async () => {
    line = await openCommandLine(create)
    lgc = line.lgc
    await lgc(['migrate', 'up'])
    await add(1500, Date.parse('2019-06-01'), 'thing.old')
    await printed(lgc(['audit', 'seal', '--json']))
    await add(20, Date.now() - 20 * day, 'thing.new')
    await printed(lgc(['audit', 'seal', '--json']))
  }, timeout)
  afterEach(() => line.close())

  it('is verified, and what is wrong with it is named', async () => {
    const { out, code } = await lgc(['audit', 'verify'])
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^1520 rows agree with 3 seals\.\nHead: 3:[0-9a-f]{64}\n$/),
    ])
    const head = out.trim().slice(out.indexOf('Head: ') + 6)
    expect((await lgc(['audit', 'verify', '--head', head])).code).toBe(0)
    expect((await lgc(['audit', 'verify', '--head', 'x'])).code).toBe(2)

    const [row] = await line.database.db
      .selectFrom('audit_log')
      .select('xid')
      .where('action', '=', 'thing.new')
      .execute()
    await tamper(world(), sql`update audit_log set metadata = '{}' where xid = ${row?.xid}`)
    const wrong = await lgc(['audit', 'verify', '--json'])
    expect(wrong.code).toBe(1)
    expect(wrong.err).toContain(`audit_log ${row?.xid} says something else than when it was sealed (seal 3)`)
    expect(JSON.parse(wrong.out)).toMatchObject({
      is_intact: false,
      findings: [{ kind: 'row_changed', log: 'audit_log', xid: row?.xid, seal: 3 }],
    })
  })

  it('is not verified by a key that signed nothing of it, unless the former key is named', async () => {
    const other = { LGC_AUDIT_SIGNING_KEY: production['LGC_AUDIT_SIGNING_KEY'] ?? '' }
    const unknown = await lgc(['audit', 'verify'], other)
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('seal 1 is signed by none of our keys')
    await add(1, Date.now() - day, 'thing.newest')
    await printed(lgc(['audit', 'seal', '--json'], other))
    expect((await lgc(['audit', 'verify'])).err).toContain('seal 4 is signed by none of our keys')
    const pkcs8 = Buffer.from(other.LGC_AUDIT_SIGNING_KEY, 'base64')
    const key = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }))
    const former = key.export({ format: 'der', type: 'spki' }).toString('base64')
    expect((await lgc(['audit', 'verify'], { LGC_AUDIT_FORMER_KEYS: former })).code).toBe(0)
  })

  it('needs a key in production', async () => {
    const { LGC_AUDIT_SIGNING_KEY: _, ...keyless } = production
    const asked = { ...keyless, LGC_AUDIT_SEAL_SECONDS: '30' }
    expect((await lgc(['audit', 'verify'], asked)).err).toContain('LGC_AUDIT_SIGNING_KEY must be set')
    const off = await lgc(['audit', 'verify'], keyless)
    expect([off.code, off.err]).toEqual([1, expect.stringContaining('(audit_key_missing)')])
  })

  it('is pruned of what is old, and says so ever after', async () => {
    const pruned = await printed(lgc(['audit', 'prune', '--before', old, '--json']))
    expect(pruned).toEqual({ removed: { audit_log: 1500, security_log: 0, request_log: 0 } })
    expect(await actions()).toEqual(['audit.pruned', 'thing.new'])
    const { out, code } = await lgc(['audit', 'verify'])
    expect([code, out]).toEqual([0, expect.stringContaining(`1500 rows of audit_log from before ${old}`)])
    expect((await lgc(['audit', 'prune', '--before', old, '--json'])).code).toBe(0)
    const again = await printed(lgc(['audit', 'verify', '--json']))
    expect(again).toMatchObject({ is_intact: true, pruned: [{ log: 'audit_log', count: 1500 }] })
  })

  it('keeps its guards after it was pruned, and finds what is changed then', async () => {
    await printed(lgc(['audit', 'prune', '--before', old, '--json']))
    for (const table of ['audit_log', 'audit_sealed_rows', 'audit_seals']) {
      await expect(sql`delete from ${sql.table(table)}`.execute(line.database.db)).rejects.toThrow(
        'append-only',
      )
      await expect(sql`update ${sql.table(table)} set xid = 'x'`.execute(line.database.db)).rejects.toThrow(
        'append-only',
      )
    }
    await tamper(world(), sql`delete from audit_log where action = 'thing.new'`)
    const { err } = await lgc(['audit', 'verify'])
    expect(err.match(/is gone/g)).toHaveLength(20)
  })

  it('keeps the last thirty days, and everything when it was tampered with', async () => {
    const recent = new Date(Date.now() - 29 * day).toISOString()
    const refused = await lgc(['audit', 'prune', '--before', recent])
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('(prune_too_recent)')])
    await tamper(world(), sql`delete from audit_log where action = 'thing.new'`)
    const dirty = await lgc(['audit', 'prune', '--before', old])
    expect([dirty.code, dirty.err]).toEqual([1, expect.stringContaining('(record_not_intact)')])
    expect(await actions()).toEqual(['thing.old'])
  })

  it('finishes a pruning that was interrupted', async () => {
    await printed(lgc(['audit', 'prune', '--before', old, '--json']))
    const [tombstone] = await line.database.db
      .selectFrom('audit_seals')
      .selectAll()
      .where('kind', '=', 'tombstone')
      .execute()
    expect(tombstone).toMatchObject({ row_count: 1500, last_position: 1500 })
    const left = { xid: 'left0000000000000000', log: 'audit_log', position: 7, digest: 'x' }
    await line.database.db.insertInto('audit_sealed_rows').values(left).execute()
    await addRows(world(), 1, () => ({ xid: left.xid, action: 'thing.left', created_at: 7 }))
    expect((await lgc(['audit', 'verify'])).code).toBe(0)
    const again = await printed(lgc(['audit', 'prune', '--before', old, '--json']))
    expect(again).toMatchObject({ removed: { audit_log: 1 } })
    expect(await actions()).not.toContain('thing.left')
  })

  it('prunes by the account that is named for it', async () => {
    const admin = {
      LGC_AUDIT_ADMIN_DATABASE_URL: line.env['DATABASE_URL'] ?? '',
      DATABASE_URL: 'sqlite:/nowhere/x',
    }
    expect(await printed(lgc(['audit', 'prune', '--before', old, '--json'], admin))).toMatchObject({
      removed: { audit_log: 1500 },
    })
  })

  it('is exported as it is read', async () => {
    const { out } = await lgc(['audit', 'export', '--action', 'thing.new', '--format', 'csv'])
    const lines = out.trimEnd().split('\r\n')
    expect(lines).toHaveLength(21)
    expect(lines[1]).toContain('"{""changed"":[""name_display""]}"')
    const all = await lgc(['audit', 'export', 'audit', '--to', old])
    expect(all.out.trimEnd().split('\n')).toHaveLength(1500)
    expect((await lgc(['audit', 'export', 'requests', '--action', 'x'])).err).toContain('(filter_unknown)')
    expect((await lgc(['audit', 'export', 'secrets'])).code).toBe(2)
  })
})
