import { sqlPersonSearch } from '@lgc/person/infra'
import { narrow } from '@lgc/sql'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Admin, type Strangers, addAdmin, addStrangers, walk } from '../support/administering.ts'
import { databases } from '../support/databases.ts'
import { plansOf } from '../support/plans.ts'
import type { Service } from '../support/service.ts'
import { openJourney, problemIn, testCaller, valueOf } from '../support/signing-in.ts'

describe.each(databases)('the search of operators for persons, on $name', ({ create, name }) => {
  let service: Service
  let admin: Admin
  let strangers: Strangers
  beforeAll(async () => {
    service = await openJourney(create)
    admin = await addAdmin(service)
    strangers = await addStrangers(service)
  })
  afterAll(() => service.close())

  const add = async (nameDisplay: string, identifier: string, nameLegal: string | null = null) => {
    const { realmXid } = admin.product.client
    const identities = [{ identifier, password: 'correct horse battery', isVerified: true }]
    const wanted = { realmXid, nameDisplay, nameLegal, identities }
    return valueOf(await service.core.applyPerson(wanted, testCaller)).person.xid
  }
  /** Rows as a load would leave them: hashing has no part in this. */
  const addMany = async (count: number, kind: string): Promise<readonly string[]> => {
    const xids = Array.from({ length: count }, () => service.core.newXid())
    const realm = sql`(select id from realms where name = 'default')`
    for (const [index, xid] of xids.entries()) {
      const label = `${kind} ${String(index % 7)}`
      await sql`insert into persons (xid, realm_id, name_display, name_legal, status, created_at, updated_at)
        values (${xid}, ${realm}, ${label}, ${kind}, 'active', 0, 0)`.execute(service.db)
      for (const address of [`${kind}.${index}@example.com`, `${kind}.${index}@example.org`]) {
        await sql`insert into identities (xid, realm_id, person_id, type, identifier, is_primary, created_at, updated_at)
          values (${service.core.newXid()}, ${realm}, (select id from persons where xid = ${xid}), 'email',
          ${address}, ${address.endsWith('com') ? 1 : 0}, 0, 0)`.execute(service.db)
      }
    }
    return xids
  }
  const found = async (query: string): Promise<readonly unknown[]> => {
    const { status, body } = await admin.get(`/admin/persons?${query}`)
    expect(status).toBe(200)
    return (body['data'] as readonly { xid: string }[]).map(({ xid }) => xid)
  }

  it('finds by the beginning of names and identifiers, and by the whole xid', async () => {
    const xid = await add('Zoë Sample', 'zed@example.com', 'Zora Sample-Smith')
    for (const q of ['Zoë', 'Zora Sa', 'ZED@', 'zed@example.com', xid]) {
      expect(await found(`q=${encodeURIComponent(q)}`), q).toEqual([xid])
    }
    for (const q of ['zoë', 'ample', 'example.com', xid.slice(0, 19)]) {
      expect(await found(`q=${encodeURIComponent(q)}`), q).toEqual([])
    }
    const coded = await add('Coded', 'acme-77x')
    expect(await found('q=acme-77')).toEqual([coded])
    expect(await found('q=acme:77')).toEqual([coded])
    const { body } = await admin.get('/admin/persons?q=ACME-77')
    expect(body['data']).toMatchObject([{ identity_count: 1, primary_identifier: 'ACME-77X' }])
  })

  it.each(['%%', '__', 'Pe%', 'Pe_c', 'Pe\\%', "Pe' or '1'='1", '100\\', '絵文字🙂'])(
    'takes %s for letters',
    async (q) => {
      expect(await found(`q=${encodeURIComponent(q)}`)).toEqual([])
      const xid = await add(`${q}name`, `wild.${Buffer.from(q).toString('hex')}@example.com`)
      expect(await found(`q=${encodeURIComponent(q)}`)).toEqual([xid])
    },
  )

  it('shows nobody of another realm', async () => {
    for (const q of ['Stranger', strangers.identity.identifier, strangers.person.xid]) {
      expect(await found(`q=${encodeURIComponent(q)}`)).toEqual([])
    }
    expect(await walk(admin, '/admin/persons?limit=100')).not.toContain(strangers.person.xid)
  })

  it('shows those of a status', async () => {
    const xid = await add('Suspended one', 'suspended.one@example.com')
    await admin.send('PATCH', `/admin/persons/${xid}`, { status: 'suspended' })
    expect(await found('status=suspended')).toEqual([xid])
    expect(await found('q=Suspended&status=suspended')).toEqual([xid])
    expect(await found('q=Suspended&status=active')).toEqual([])
  })

  it('walks over 250 persons without a gap or a repetition while others come', async () => {
    const xids = await addMany(250, 'walker')
    const before = await walk(admin, '/admin/persons?limit=100')
    expect(new Set(before).size).toBe(before.length)
    expect(before).toEqual(before.toSorted().toReversed())
    let come = 0
    const during = await walk(admin, '/admin/persons?limit=20', () => addMany(1, `newcomer${come++}`))
    expect(during).toEqual(before)

    const late = async (): Promise<unknown> => addMany(1, `walker${come++}`)
    const searched = await walk(admin, '/admin/persons?q=walker&limit=30', late)
    expect(new Set(searched).size).toBe(searched.length)
    expect(searched).toEqual(expect.arrayContaining([...xids]))
    const byLegalName = await walk(admin, '/admin/persons?q=walker%203&limit=9')
    expect(byLegalName.length).toBeGreaterThan(30)
    const byIdentifier = await walk(admin, '/admin/persons?q=WALKER.1&limit=10')
    expect(byIdentifier).toHaveLength(111)
    expect(new Set(byIdentifier).size).toBe(111)
  })

  it.each(['limit=0', 'limit=101', 'limit=1e1', 'q=x', 'q=%20x%20', 'status=gone', 'page=2', 'q=ab&q=cd'])(
    'refuses %s',
    async (query) => {
      const refused = await admin.get(`/admin/persons?${query}`)
      expect(problemIn(refused)).toBe('400 invalid_request validation_failed')
    },
  )

  it('takes a cursor only as it gave it, and for the list it was given for', async () => {
    await addMany(3, 'cursed')
    const { body } = await admin.get('/admin/persons?q=cursed&limit=1')
    const cursor = String(body['next_cursor'])
    expect((await admin.get(`/admin/persons?q=cursed&limit=1&cursor=${cursor}`)).status).toBe(200)
    const [payload = '', signature = ''] = cursor.split('.')
    const forged = Buffer.from('["0","",""]').toString('base64url')
    const others = [`${forged}.${signature}`, `${payload}.${'A'.repeat(22)}`, payload, 'x', '', `${cursor}A`]
    for (const other of others) {
      const refused = await admin.get(`/admin/persons?q=cursed&cursor=${other}`)
      expect(refused.body['fields'], other).toEqual([{ path: 'cursor', rule: 'cursor' }])
    }
    for (const list of ['q=curse', 'q=cursed&status=active', 'limit=1']) {
      expect((await admin.get(`/admin/persons?${list}&cursor=${cursor}`)).status, list).toBe(400)
    }
  })

  it.runIf(name === 'mysql')('cuts its pages by keys alone', async () => {
    await addMany(250, 'planned')
    const { realmXid } = admin.product.client
    const asked = await plansOf(service.db, async (db) => {
      const search = sqlPersonSearch(narrow(db))
      for (const beginning of [null, 'planned', 'PLANNED.11', service.core.newXid()]) {
        for (const status of [null, 'suspended'] as const) {
          const filter = { realmXid, beginning, status }
          const { next } = await search(filter, { limit: 5, after: null })
          if (next) await search(filter, { limit: 5, after: next })
        }
      }
    })
    expect(asked.length).toBeGreaterThan(20)
    for (const plan of asked) expect(plan.faults, plan.said).toEqual([])
  })

  it('ends a page before it is full where most of what matches was found before', async () => {
    const realm = sql<number>`(select id from realms where name = 'default')`
    const rows = Array.from({ length: 2500 }, () => ({
      xid: service.core.newXid(),
      realm_id: realm,
      name_display: 'Twicenamed',
      name_legal: 'Twicenamed',
      status: 'active' as const,
      suspended_at: null,
      suspended_reason: null,
      created_at: service.core.now(),
      updated_at: service.core.now(),
    }))
    for (let start = 0; start < rows.length; start += 500) {
      const some = rows.slice(start, start + 500)
      await service.db.insertInto('persons').values(some).execute()
    }
    const lengths: number[] = []
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await admin.get(`/admin/persons?q=Twicenamed&limit=100${more}`)
      const found = (body['data'] as readonly { xid: string }[]).map(({ xid }) => xid)
      lengths.push(found.length)
      seen.push(...found)
      cursor = body['next_cursor'] as string | null
    }
    expect(new Set(seen)).toEqual(new Set(rows.map(({ xid }) => xid)))
    expect(seen).toHaveLength(2500)
    // 2,500 legal names are passed over with no more than some 2,000 of them to a page.
    expect(lengths).toEqual([...Array.from({ length: 25 }, () => 100), 0])
  })
})
