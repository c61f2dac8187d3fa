import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Fleet, type Reply, openFleet, tallyOf } from '../support/processes.ts'
import {
  addClient,
  addPerson,
  freshName,
  issueCode,
  signIn,
  testCaller,
  testSettings,
  valueOf,
} from '../support/world.ts'

const plain = { language: 'en', clientId: null } as const

describe.each(databases)('an account in two processes on $name', ({ create }) => {
  let fleet: Fleet

  beforeAll(async () => {
    fleet = await openFleet(create, { SMTP_URL: 'log' })
  }, 30_000)
  afterAll(() => fleet.close())

  const messagesOf = (kind: 'email_change' | 'account_exists', recipient: string) =>
    fleet.database.db
      .selectFrom('messages')
      .select('data')
      .where('kind', '=', kind)
      .where('recipient', '=', recipient)
      .execute()

  /** The token of a link to another address, as the mail has it. */
  const askFor = async ({ person }: RegisteredPerson, newIdentifier: string): Promise<string> => {
    const request = { personXid: person.xid, identityXid: null, newIdentifier, correspondence: plain }
    const proof = { provedAt: fleet.core.now(), currentPassword: null }
    valueOf(await fleet.core.requestEmailChange({ ...request, ...proof }, testCaller))
    const rows = await messagesOf('email_change', newIdentifier)
    const data = JSON.parse(String(rows.at(-1)?.data)) as Readonly<Record<string, string>>
    return data['token'] ?? ''
  }
  const change = (token: string): Promise<Reply> =>
    fleet.next().call('/auth/email/change', { json: { token } })

  it('changes its address once by one link, however often that comes at once', async () => {
    const token = await askFor(await addPerson(fleet), `${freshName('wanted')}@example.com`)
    const replies = await Promise.all(Array.from({ length: 20 }, () => change(token)))
    expect(tallyOf(replies)).toEqual({ '200': 1, '400 email_change_link_invalid': 19 })
  })

  it('shares no address with another that is given it at the same time', async () => {
    const wanted = `${freshName('wanted')}@example.com`
    const people = await Promise.all(Array.from({ length: 3 }, () => addPerson(fleet)))
    const tokens: string[] = []
    for (const person of people) tokens.push(await askFor(person, wanted))
    const replies = await Promise.all(tokens.map(change))
    expect(tallyOf(replies)).toEqual({ '200': 1, '409 identifier_taken': 2 })
  })

  describe('and its phone number', () => {
    const digitsTo = async (recipient: string): Promise<readonly string[]> => {
      const rows = await fleet.database.db
        .selectFrom('messages')
        .select('data')
        .where('kind', '=', 'phone_change')
        .where('recipient', '=', recipient)
        .orderBy('id')
        .execute()
      return rows.map(({ data }) => (JSON.parse(String(data)) as { code: string }).code)
    }
    const codeFor = async (identifier: string) => {
      const someone = await addProvedPerson()
      const json = { identifier }
      const { loginToken } = await signIn(fleet, someone, await addClient(fleet))
      const headers = { Cookie: `lgc_session=${loginToken}`, Origin: testSettings.issuer }
      const asked = await fleet.next().call('/auth/phone/request-change', { json, headers })
      expect(asked.status).toBe(202)
      const otp = (await digitsTo(identifier)).at(-1)
      return { headers, json: { challenge_xid: asked.body['challenge_xid'], identifier, otp } }
    }
    const addProvedPerson = async (): Promise<RegisteredPerson> => {
      const someone = await addPerson(fleet)
      const { db } = fleet.database
      const change = db.updateTable('identities').set({ verified_at: fleet.core.now() })
      await change.where('xid', '=', someone.identity.xid).execute()
      return someone
    }

    it('changes once by one code, however often that comes at once', async () => {
      const sent = await codeFor('+819077700001')
      const replies = await Promise.all(
        Array.from({ length: 5 }, () => fleet.next().call('/auth/phone/change', sent)),
      )
      expect(tallyOf(replies)).toEqual({ '200': 1, '401 credentials_invalid': 4 })
    })

    it('is nobody else’s who is given it at the same time', async () => {
      const sent = [await codeFor('+819077700002'), await codeFor('+819077700002')]
      sent.push(await codeFor('+819077700002'))
      const replies = await Promise.all(sent.map((one) => fleet.next().call('/auth/phone/change', one)))
      expect(tallyOf(replies)).toEqual({ '200': 1, '409 identifier_taken': 2 })
    })
  })

  it('is mailed about once, however many register its address at once', async () => {
    const { identifier } = (await addPerson(fleet)).identity
    const identity = { type: 'email', identifier, challenge: 'seven green bicycles' }
    const json = { name_display: 'Somebody', identity }
    const registrations = Array.from({ length: 20 }, () => fleet.next().call('/persons', { json }))
    expect(tallyOf(await Promise.all(registrations))).toEqual({ '409 identifier_taken': 20 })
    expect(await messagesOf('account_exists', identifier)).toHaveLength(1)
  })

  it('has no session left at an app that it left while codes were exchanged', async () => {
    const { db } = fleet.database
    const person = await addPerson(fleet)
    const client = await addClient(fleet)
    const { loginToken } = await signIn(fleet, person, client)
    const browser = { verificationToken: null, loginToken }
    const exchanges = await Promise.all(
      Array.from({ length: 20 }, () => issueCode(fleet, person, client, browser)),
    )
    const { xid: personXid } = person.person
    const page = { limit: 1, after: null }
    const { items } = await fleet.core.queries.listConsents({ personXid }, page)
    const consentXid = items[0]?.xid ?? fleet.core.newXid()
    const sent = exchanges.map(({ code, redirectUri, codeVerifier }) => {
      const proof = { client_id: client.clientId, code_verifier: codeVerifier ?? '' }
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...proof }
      return fleet.next().call('/auth/token', { form })
    })
    await Promise.race(sent)
    valueOf(await fleet.core.withdrawAccess({ personXid, consentXid }, testCaller))
    const replies = await Promise.all(sent)
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    const sessions = db.selectFrom('sessions').innerJoin('clients', 'clients.id', 'sessions.client_id')
    expect(await sessions.select('sessions.xid').where('clients.xid', '=', client.xid).execute()).toEqual([])
  })
})
