import { hash } from 'node:crypto'
import type { CodeExchange } from '@lgc/authentication'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type World, addClient, addPerson, issueCode, openWorld, testCaller } from '../support/world.ts'
import { type Ending, runChild } from './child.ts'

const exchangeChild = new URL('./exchange-child.ts', import.meta.url)
const timeout = 60_000

/** What a token exchange leaves behind: everything or nothing. */
const nothing = { used: 0, sessions: 0, exchanged: 0, created: 0 }
const everything = { used: 1, sessions: 1, exchanged: 1, created: 1 }

describe.each(databases)('a token exchange on $name', ({ create }) => {
  let world: World
  let newCode: () => Promise<CodeExchange>
  beforeAll(async () => {
    world = await openWorld(create)
    const who = await addPerson(world)
    const client = await addClient(world, { requiresGrant: true })
    const order = { personXid: who.person.xid, clientId: client.clientId, accessLevel: 'member' }
    await world.core.createGrant(order, testCaller)
    newCode = () => issueCode(world, who, client)
  })
  afterAll(() => world.close())

  it(
    'that is killed after any of its statements leaves nothing, and the code is still good',
    async () => {
      let survivedAt: number | undefined
      for (let statements = 0; survivedAt === undefined; statements++) {
        const exchange = await newCode()
        const { signal, output, errors } = await exchangeInChild(exchange, statements)
        if (signal === null) survivedAt = statements
        expect(errors).toBe('')
        expect(await traceOf(exchange), `after ${statements}`).toEqual(signal === null ? everything : nothing)
        const again = await world.core.exchangeAuthorizationCode(exchange, testCaller)
        expect([signal, again.ok], JSON.stringify(output)).toEqual(
          signal === null ? [null, false] : ['SIGKILL', true],
        )
        if (signal !== null) expect(await traceOf(exchange)).toEqual(everything)
      }
      // Find the code and the person, the client, the grant, spend, add the session, write the records.
      expect(survivedAt).toBeGreaterThan(5)
    },
    timeout,
  )

  function exchangeInChild(exchange: CodeExchange, statements: number): Promise<Ending> {
    const { client, ...rest } = exchange
    const plain = { ...rest, client: { xid: client.xid, clientId: client.clientId } }
    const args = [world.url, world.clock.now(), statements, JSON.stringify(plain)].map(String)
    return runChild(exchangeChild, args)
  }

  async function traceOf({ code }: CodeExchange): Promise<typeof nothing> {
    const { xid, used_at } = await world.db
      .selectFrom('authorization_codes')
      .select(['xid', 'used_at'])
      .where('code_hash', '=', hash('sha256', code, 'hex') as never)
      .executeTakeFirstOrThrow()
    const sessions = await world.db
      .selectFrom('sessions')
      .select('xid')
      .where('authorization_code_xid', '=', xid)
      .execute()
    return {
      used: used_at === null ? 0 : 1,
      sessions: sessions.length,
      exchanged: await records('authorization_code.exchanged', [xid]),
      created: await records(
        'session.created',
        sessions.map((session) => session.xid),
      ),
    }
  }

  async function records(action: string, targets: readonly string[]): Promise<number> {
    if (targets.length === 0) return 0
    const rows = await world.db
      .selectFrom('audit_log')
      .select('xid')
      .where('action', '=', action)
      .where('target_xid', 'in', targets)
      .execute()
    return rows.length
  }
})
