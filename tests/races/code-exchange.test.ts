import { setTimeout as pause } from 'node:timers/promises'
import type { CodeExchange } from '@lgc/authentication'
import type { Client } from '@lgc/client'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type ApiProcess, type Fleet, type Reply, openFleet, tallyOf } from '../support/processes.ts'
import { addClient, addPerson, issueCode, testCaller, valueOf } from '../support/world.ts'

const codes = 100
const presentations = 20
const codesAtOnce = 5

function exchange(
  process: ApiProcess,
  { client, code, redirectUri, codeVerifier }: CodeExchange,
): Promise<Reply> {
  const proof = { client_id: client.clientId, code_verifier: codeVerifier ?? '' }
  const json = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...proof }
  return process.call('/auth/token', { json })
}

describe.each(databases)('codes exchanged by two processes on $name', ({ create }) => {
  let fleet: Fleet
  let person: RegisteredPerson
  let client: Client
  let apiKey: string

  beforeAll(async () => {
    fleet = await openFleet(create)
    person = await addPerson(fleet)
    client = await addClient(fleet, { codeLifetimeInSeconds: 600 })
    const order = { clientId: client.clientId, name: 'sessions', role: 'service', expiresAt: null } as const
    apiKey = valueOf(await fleet.core.createApiKey(order, testCaller)).key
  }, 30_000)
  afterAll(() => fleet.close())

  const check = (process: ApiProcess, token: unknown): Promise<Reply> =>
    process.call('/auth/session', {
      headers: { 'X-API-Key': apiKey, Authorization: `Bearer ${String(token)}` },
    })

  const issue = async (count: number): Promise<readonly CodeExchange[]> => {
    const issued: CodeExchange[] = []
    for (let made = 0; made < count; made++) issued.push(await issueCode(fleet, person, client))
    return issued
  }

  it('give one session each, which their replays end again', { timeout: 60_000 }, async () => {
    const issued = await issue(codes)
    const replies: Reply[] = []
    // A few codes at a time: whoever waits longer than a second for a connection is turned away.
    for (let start = 0; start < codes; start += codesAtOnce) {
      const some = issued.slice(start, start + codesAtOnce)
      const presented = some.flatMap((one) =>
        Array.from({ length: presentations }, () => exchange(fleet.next(), one)),
      )
      replies.push(...(await Promise.all(presented)))
    }

    const good = replies.filter(({ status }) => status === 200)
    expect(tallyOf(replies)).toEqual({
      '200': codes,
      '400 authorization_code_used': codes * (presentations - 1),
    })
    expect(new Set(good.map(({ body }) => body['access_token'])).size).toBe(codes)

    const { db } = fleet.database
    expect(
      await db.selectFrom('sessions').select('xid').where('client_id', 'is not', null).execute(),
    ).toEqual([])
    for (const process of fleet.processes) {
      const checks = await Promise.all(good.map(({ body }) => check(process, body['access_token'])))
      expect(tallyOf(checks)).toEqual({ '401 session_not_found': codes })
    }
    const trail = await db.selectFrom('audit_log').select(['action', 'target_xid']).execute()
    const of = (action: string) => trail.filter((row) => row.action === action).map((row) => row.target_xid)
    const exchanged = of('authorization_code.exchanged')
    expect(exchanged).toHaveLength(codes)
    expect(new Set(exchanged).size).toBe(codes)
    expect(of('session.created')).toHaveLength(codes)
    expect(new Set(of('session.revoked'))).toEqual(new Set(exchanged))
    expect(of('session.revoked')).toHaveLength(codes)
    const replays = await db
      .selectFrom('security_log')
      .select('xid')
      .where('event_type', '=', 'authorization_code_replayed')
      .execute()
    expect(replays).toHaveLength(codes * (presentations - 1))
  })

  it('are used when they come again a second later, and take their session with them', async () => {
    const [first, second] = fleet.processes
    const [one] = await issue(1)
    if (!one) throw new Error('there is no code')
    const good = await exchange(first, one)
    expect(good.status).toBe(200)
    const token = good.body['access_token']
    for (const process of fleet.processes) expect((await check(process, token)).status).toBe(200)

    await pause(1000)
    expect(await exchange(second, one)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', code: 'authorization_code_used' },
    })
    for (const process of fleet.processes) {
      expect(await check(process, token)).toMatchObject({ status: 401, body: { code: 'session_not_found' } })
    }
  })
})
