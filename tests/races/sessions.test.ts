import type { Client } from '@lgc/client'
import { instant } from '@lgc/kernel'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type ApiProcess, type Fleet, type Reply, openFleet, tallyOf } from '../support/processes.ts'
import {
  addClient,
  addPerson,
  issueCode,
  signIn,
  testCaller,
  testPassword,
  testSettings,
  valueOf,
} from '../support/world.ts'

const origin = { Origin: testSettings.issuer }

type SignedIn = { readonly person: RegisteredPerson; readonly client: Client; readonly check: Check }
type Check = (process: ApiProcess) => Promise<Reply>

describe.each(databases)('sessions in two processes on $name', ({ create }) => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet(create)
  }, 30_000)
  afterAll(() => fleet.close())

  const enter = async (
    settings: Parameters<typeof addClient>[1] = {},
  ): Promise<SignedIn & { token: string }> => {
    const person = await addPerson(fleet)
    const client = await addClient(fleet, settings)
    const { clientId } = client
    if (client.requiresGrant) {
      const order = { personXid: person.person.xid, clientId, accessLevel: 'user' }
      valueOf(await fleet.core.createGrant(order, testCaller))
    }
    const order = { clientId, name: 'sessions', role: 'service', expiresAt: null } as const
    const { key } = valueOf(await fleet.core.createApiKey(order, testCaller))
    const { token } = await signIn(fleet, person, client)
    const headers = { 'X-API-Key': key, Authorization: `Bearer ${token}` }
    return { person, client, token, check: (process) => process.call('/auth/session', { headers }) }
  }

  /** A verification token, which its bearer may use as often as they like for five minutes. */
  const prove = async ({ identity: { identifier } }: RegisteredPerson): Promise<string> => {
    const challenge = { identifier, password: testPassword, clientId: null }
    return valueOf(await fleet.core.verifyByPassword(challenge, testCaller)).verificationToken
  }

  const sessionsOf = ({ person }: RegisteredPerson): Promise<readonly unknown[]> =>
    fleet.database.db
      .selectFrom('sessions')
      .innerJoin('persons', 'persons.id', 'sessions.person_id')
      .select('sessions.xid')
      .where('persons.xid', '=', person.xid)
      .execute()

  /** Asks both processes without a break while something is done, and once each when it is done. */
  const askDuring = async (check: Check, work: () => Promise<unknown>): Promise<readonly Reply[]> => {
    let isDone = false
    const during: Reply[] = []
    const ask = async (process: ApiProcess): Promise<void> => {
      while (!isDone) during.push(await check(process))
    }
    const asking = Promise.all(fleet.processes.map(ask))
    while (during.length < 20) await new Promise((resolve) => setTimeout(resolve, 5))
    await work()
    const after = await Promise.all(fleet.processes.map(check))
    isDone = true
    await asking
    expect(tallyOf(during)).toHaveProperty('200')
    expect(during.filter(({ status }) => status >= 500)).toEqual([])
    return after
  }

  it('are over everywhere as soon as one process ended them', async () => {
    const { check, token } = await enter()
    const [first] = fleet.processes
    const headers = { Authorization: `Bearer ${token}` }
    const after = await askDuring(check, () => first.call('/auth/session', { method: 'DELETE', headers }))
    expect(tallyOf(after)).toEqual({ '401 session_not_found': 2 })
  })

  it('are over everywhere as soon as the person is suspended', async () => {
    const { check, person } = await enter()
    const wanted = { personXid: person.person.xid, status: 'suspended', reason: null } as const
    const after = await askDuring(check, () => fleet.core.switchPerson(wanted, testCaller))
    expect(tallyOf(after)).toEqual({ '401 session_not_found': 2 })
  })

  it('are over everywhere as soon as the client is deactivated', async () => {
    const { check, client } = await enter()
    const wanted = { clientId: client.clientId, isActive: false }
    const after = await askDuring(check, () => fleet.core.switchClient(wanted, testCaller))
    expect(tallyOf(after)).toEqual({ '401 api_key_invalid': 2 })
    const { db } = fleet.database
    const left = db.selectFrom('sessions').innerJoin('clients', 'clients.id', 'sessions.client_id')
    expect(await left.select('sessions.xid').where('clients.xid', '=', client.xid).execute()).toEqual([])
  })

  it('are over everywhere as soon as the grant is revoked', async () => {
    const { check, client, person } = await enter({ requiresGrant: true })
    const grant = await fleet.core.queries.grants.findNewest(person.person.xid, client.xid)
    if (!grant) throw new Error('there is no grant')
    const after = await askDuring(check, () => fleet.core.revokeGrant(grant.xid, testCaller))
    expect(tallyOf(after)).toEqual({ '401 session_not_found': 2 })
  })

  it('do not come back by a check that was under way when they ended', async () => {
    const { db } = fleet.database
    const [first, second] = fleet.processes
    const entered = await Promise.all(Array.from({ length: 5 }, () => enter()))
    const idleSince = instant(Date.now() - 90_000)
    await db.updateTable('sessions').set({ last_active_at: idleSince }).execute()
    await Promise.all(
      entered.flatMap(({ check, token }) => [
        ...Array.from({ length: 10 }, () => check(fleet.next())),
        first.call('/auth/session', { method: 'DELETE', headers: { Authorization: `Bearer ${token}` } }),
        ...Array.from({ length: 10 }, () => check(fleet.next())),
      ]),
    )
    const after = await Promise.all(entered.map(({ check }) => check(second)))
    expect(tallyOf(after)).toEqual({ '401 session_not_found': entered.length })
  })

  it('are not left to somebody who was suspended while codes were exchanged', async () => {
    const { person, client } = await enter()
    const browser = { verificationToken: await prove(person), loginToken: null }
    const exchanges = await Promise.all(
      Array.from({ length: 20 }, () => issueCode(fleet, person, client, browser)),
    )
    const wanted = { personXid: person.person.xid, status: 'suspended', reason: null } as const
    const send = ({ code, redirectUri, codeVerifier }: (typeof exchanges)[number]): Promise<Reply> => {
      const proof = { client_id: client.clientId, code_verifier: codeVerifier ?? '' }
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...proof }
      return fleet.next().call('/auth/token', { form })
    }
    const sent = exchanges.map(send)
    await Promise.race(sent)
    await fleet.core.switchPerson(wanted, testCaller)
    const replies = await Promise.all(sent)
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    expect(await sessionsOf(person)).toEqual([])
  })

  it('are not begun by somebody who was suspended meanwhile', async () => {
    const person = await addPerson(fleet)
    const json = { verification_token: await prove(person) }
    const begin = (): Promise<Reply> => fleet.next().call('/auth/login-session', { json })
    const wanted = { personXid: person.person.xid, status: 'suspended', reason: null } as const
    const sent = Array.from({ length: 40 }, begin)
    await Promise.race(sent)
    await fleet.core.switchPerson(wanted, testCaller)
    const replies = await Promise.all(sent)
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    expect(await sessionsOf(person)).toEqual([])
  })

  it('replace the one that the browser had, each with a token of its own', async () => {
    const { db } = fleet.database
    const { person, client } = await enter()
    const { loginToken, loginSession } = await signIn(fleet, person, client)
    const headers = { ...origin, Cookie: `lgc_session=${loginToken}` }
    const json = { verification_token: await prove(person) }
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => fleet.next().call('/auth/login-session', { json, headers })),
    )
    expect(tallyOf(replies)).toEqual({ '201': 20 })
    const cookies = replies.map((reply) => reply.headers['set-cookie']?.join() ?? '')
    const tokens = cookies.map((cookie) => /lgc_session=([^;]+)/.exec(cookie)?.[1])
    expect(new Set(tokens).size).toBe(20)
    expect(tokens).not.toContain(loginToken)
    const former = db.selectFrom('sessions').select('xid').where('xid', '=', loginSession.xid)
    expect(await former.execute()).toEqual([])
  })

  it('are begun with the union of what two windows consented to at once', async () => {
    const { db } = fleet.database
    const client = await addClient(fleet, { isFirstParty: false })
    const people = await Promise.all(Array.from({ length: 8 }, () => addPerson(fleet)))
    const consent = (verification_token: string, scopes: readonly string[]): Promise<Reply> => {
      const request = { client_id: client.clientId, redirect_uri: client.redirectUris[0], scope: scopes }
      const pkce = { code_challenge: 'A'.repeat(43), code_challenge_method: 'S256' }
      const decision = { approved: true, approved_scopes: scopes }
      const json = { ...request, ...pkce, ...decision, verification_token }
      return fleet.next().call('/auth/consent', { json })
    }
    const proofs = await Promise.all(people.map(prove))
    const replies = await Promise.all(
      proofs.flatMap((proof) => [consent(proof, ['openid', 'profile']), consent(proof, ['openid', 'email'])]),
    )
    expect(tallyOf(replies)).toEqual({ '200': 2 * people.length })
    const records = db
      .selectFrom('consent_records')
      .innerJoin('clients', 'clients.id', 'consent_records.client_id')
    const rows = await records.select('scopes').where('clients.xid', '=', client.xid).execute()
    expect(rows).toHaveLength(people.length)
    for (const { scopes } of rows) {
      expect([...(JSON.parse(scopes) as string[])].sort()).toEqual(['email', 'openid', 'profile'])
    }
  })
})
