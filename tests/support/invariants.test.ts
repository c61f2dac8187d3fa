import { type Tables, compose } from '@lgc/composition'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from './databases.ts'
import { violationsIn } from './invariants.ts'
import { addOidcProduct, refresh, tokensFor } from './oidc.ts'
import { addChanges, sealingOf, unguard } from './sealing.ts'
import { type Service, openService, testConfig } from './service.ts'
import { addPerson, issueCode, signIn, testCaller } from './world.ts'

/** What is done to a database where all is well, and how the checker calls what it finds. */
type Planted = readonly [violation: string, statements: readonly RawBuilder<unknown>[]]

const forget = (action: string): RawBuilder<unknown> => sql`delete from audit_log where action = ${action}`
const codes = sql`update authorization_codes set used_at = null where used_at is not null`
const exchangedAgain = sql`insert into audit_log (xid, target_type, target_xid, action, agent_type, agent_xid,
  request_id, ip_address, user_agent, metadata, created_at) select 'planted-row-00000000', target_type, target_xid,
  action, agent_type, agent_xid, request_id, ip_address, user_agent, metadata, created_at from audit_log
  where action = 'authorization_code.exchanged' order by id desc limit 1`
const revoked = sql`(select target_xid from audit_log where action = 'session.revoked' order by id desc limit 1)`
const newestSession = sql`id in (select newest from (select max(id) as newest from sessions) as one)`

const planted: readonly Planted[] = [
  ['a session without its record', [forget('session.created')]],
  ['a session of a code that was not exchanged', [codes]],
  ['a session of a code that was not exchanged', [forget('authorization_code.exchanged')]],
  ['a code that was exchanged more than once', [exchangedAgain]],
  [
    'a code that brought more than one session',
    [
      sql`update sessions set authorization_code_xid = (select xid from authorization_codes order by id limit 1)
        where client_id is not null`,
    ],
  ],
  ['a code that was exchanged and is not spent', [codes]],
  ['codes that were spent for nothing', [forget('authorization_code.exchanged')]],
  [
    'a family of refresh tokens that has not exactly one live link',
    [sql`update refresh_tokens set spent_at = null`],
  ],
  [
    'a family of refresh tokens that has not exactly one live link',
    [sql`update refresh_tokens set spent_at = 1`],
  ],
  ['a refresh without its record', [forget('session.refreshed')]],
  [
    'a session that is alive after its end was recorded',
    [sql`update sessions set xid = ${revoked} where ${newestSession}`],
  ],
  [
    'a session that outlived the login session it was ended with',
    [sql`update sessions set login_session_xid = ${revoked} where ${newestSession}`],
  ],
  ['a person without an identity', [sql`delete from identities`]],
  ['an identity without a person', [sql`update identities set person_id = 4711`]],
  ['a person without their record', [forget('person.created')]],
  ['an identity without its record', [forget('identity.created')]],
  ['a grant without its record', [forget('grant.created')]],
  ['a consent without its record', [forget('consent.auto_granted')]],
  ['a link that no message carries', [sql`delete from messages`]],
  ['a message that was sent without its record', [sql`update messages set state = 'sent'`]],
  ['the chain of the record: row_missing', [forget('person.updated')]],
]

/** One of everything that the checker looks at. */
async function live(service: Service): Promise<void> {
  const product = await addOidcProduct(service, {}, { secret: null })
  const who = await addPerson(service)
  const { client } = product
  const order = { personXid: who.person.xid, clientId: client.clientId, accessLevel: 'member' }
  await service.core.createGrant(order, testCaller)
  const { body } = await tokensFor(service, product, who)
  expect((await refresh(service, product, body['refresh_token'])).status).toBe(200)
  const { loginToken } = await signIn(service, who, client)
  await signIn(service, who, client)
  await issueCode(service, who, client)
  await service.core.endSession({ token: loginToken, scope: 'all' }, testCaller)
  await addChanges(service, 3)
}

const notDone = new Error('rolled back')

describe.each(databases)('the checker of the whole database on $name', ({ name, create }) => {
  let service: Service
  beforeAll(async () => {
    service = await openService(create)
    await live(service)
    service.clock.pass(3600)
    await sealingOf(service).seal()
    await live(service)
  })
  afterAll(() => service.close())

  /** Lets the rows that others name be missing, until the end of the transaction or until it is told otherwise. */
  const nameNobody = (isOn: boolean): RawBuilder<unknown> =>
    name === 'sqlite'
      ? sql.raw(`pragma defer_foreign_keys = ${isOn ? 1 : 0}`)
      : sql.raw(`set foreign_key_checks = ${isOn ? 0 : 1}`)

  /** What the checker finds after the statements, which are taken back. */
  async function findAfter(statements: readonly RawBuilder<unknown>[]): Promise<readonly string[]> {
    const found: string[] = []
    const plant = async (db: Kysely<Tables>): Promise<never> => {
      const database = { ...service.database, db }
      await nameNobody(true).execute(db)
      for (const statement of statements) await statement.execute(db)
      found.push(
        ...(await violationsIn({ database, core: compose(database, testConfig, service.clock.now) })),
      )
      await nameNobody(false).execute(db)
      throw notDone
    }
    const failed = await service.db
      .transaction()
      .execute(plant)
      .catch((error: unknown) => error)
    expect(failed).toBe(notDone)
    return found
  }

  it('finds nothing where nothing is wrong', async () => {
    expect(await violationsIn(service)).toEqual([])
  })

  describe('without the guards of the logs', () => {
    beforeAll(() => unguard(service))

    it.each(planted)('finds %s', async (violation, statements) => {
      const found = await findAfter(statements)
      expect(
        found.some((one) => one.startsWith(violation)),
        found.join('\n'),
      ).toBe(true)
    })
  })
})
