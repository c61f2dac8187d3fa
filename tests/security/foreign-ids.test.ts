import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addStrangers, saidBy } from '../support/administering.ts'
import { databases } from '../support/databases.ts'
import { type Described, type DescribedService, openDescribed } from '../support/described-service.ts'
import { addApiKey, addProduct, textOf } from '../support/signing-in.ts'
import { issueCode, testCaller, testPassword, valueOf } from '../support/world.ts'

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** Tables in which an xid names something that an operation could be about. */
const logs = /_log$|^audit_|^schema_/

describe.each(databases)('what belongs to another realm, on $name,', ({ create }) => {
  let service: DescribedService
  let foreign: Rows

  beforeAll(async () => {
    service = await openDescribed(create, 'partners')
    const before = await everything()
    await addForeignLife()
    foreign = without(await everything(), before)
  })
  afterAll(() => service.close())

  async function everything(): Promise<Rows> {
    const tables = await service.db.introspection.getTables()
    const named = tables.filter(
      ({ name, columns }) => !logs.test(name) && columns.some((one) => one.name === 'xid'),
    )
    const read = named.map(async ({ name }) => {
      const { rows } = await sql<
        Record<string, unknown>
      >`select * from ${sql.table(name)} order by xid`.execute(service.db)
      return [name, rows] as const
    })
    return Object.fromEntries(await Promise.all(read))
  }

  /** Somebody with everything that somebody can have: sessions, a code, a consent, a grant, a key. */
  async function addForeignLife(): Promise<void> {
    const { core } = service
    const stranger = await addStrangers(service)
    const realm = await core.queries.realms.findByXid(stranger.person.realmXid)
    const product = await addProduct(service, { realm: realm?.name ?? '', isFirstParty: true })
    await addApiKey(service, product, 'admin')
    const { client } = product
    const order = { personXid: stranger.person.xid, clientId: client.clientId, accessLevel: 'user' }
    valueOf(await core.createGrant(order, testCaller))
    const { identifier } = stranger.identity
    const proved = await service.call('/auth/verify', {
      json: { method: 'password', identifier, password: testPassword, client_id: client.clientId },
    })
    const verificationToken = textOf(proved, 'verification_token')
    const login = valueOf(await core.createLoginSession({ verificationToken, loginToken: null }, testCaller))
    const browser = { verificationToken: null, loginToken: login.token }
    const code = await issueCode(service, stranger, client, browser)
    valueOf(await core.exchangeAuthorizationCode(code, testCaller))
    await issueCode(service, stranger, client, browser)
  }

  const withXid = (): readonly Described[] => service.operations.filter(({ path }) => path.includes('{'))
  const rawOf = ({ body }: Described): { readonly raw?: string } =>
    body === null ? {} : { raw: JSON.stringify(body.example) }

  it('is answered like what is not there, whatever is asked of it, and stays as it was (R138)', async () => {
    const xids = Object.values(foreign).flatMap((rows) => rows.map(({ xid }) => String(xid)))
    expect(Object.keys(foreign).filter((table) => foreign[table]?.length === 0)).not.toContain('sessions')
    expect(xids.length).toBeGreaterThan(8)
    expect(withXid().length).toBeGreaterThan(15)
    for (const operation of withXid()) {
      const missing = saidBy(await service.callAs(operation, rawOf(operation)))
      const isOfAllRealms = operation.path.startsWith('/admin/realms')
      const status = isOfAllRealms ? 403 : 404
      expect(missing, `${operation.method} ${operation.path}`).toMatchObject({ status })
      for (const xid of xids) {
        const answer = await service.callAs(operation, { ...rawOf(operation), xid })
        expect(saidBy(answer), `${operation.method} ${operation.path}`).toEqual(missing)
      }
    }
    const after = await everything()
    for (const [table, rows] of Object.entries(foreign))
      expect(after[table]).toEqual(expect.arrayContaining([...rows]))
  })

  it('is in no list, export or search (R138)', async () => {
    const [person] = foreign['persons'] ?? []
    const [client] = foreign['clients'] ?? []
    const lists = service.operations.filter(
      ({ method, path }) => method === 'get' && path.startsWith('/admin/') && !path.includes('{'),
    )
    expect(lists.length).toBeGreaterThan(8)
    const names = [
      'persons',
      'identities',
      'clients',
      'api_keys',
      'person_app_grants',
      'sessions',
      'consent_records',
    ]
    const xids = names.flatMap((table) => (foreign[table] ?? []).map(({ xid }) => String(xid)))
    for (const operation of lists) {
      const searches = [
        '',
        '?limit=100',
        `?person_xid=${String(person?.['xid'])}`,
        `?client_id=${String(client?.['client_id'])}`,
        '?q=Stranger',
      ]
      for (const search of searches) {
        const { body } = await service.callAs(operation, { search })
        const told = xids.filter((xid) => JSON.stringify(body).includes(xid))
        expect(told, `${operation.path}${search}`).toEqual([])
      }
    }
  })
})

function without(after: Rows, before: Rows): Rows {
  return Object.fromEntries(
    Object.entries(after).map(([table, rows]) => {
      const known = new Set((before[table] ?? []).map(({ xid }) => xid))
      return [table, rows.filter(({ xid }) => !known.has(xid))]
    }),
  )
}
