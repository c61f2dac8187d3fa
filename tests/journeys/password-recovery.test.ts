import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer, textOfMail, tokenIn } from '../support/mail-server.ts'
import { mailBy, mailsTo, newestMailTo } from '../support/mailbox.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  actionsOf,
  addPerson,
  addProduct,
  issuer,
  logIn,
  openJourney,
  problemIn,
  signInto,
  suspicionsOf,
  testCaller,
  testPassword,
  valueOf,
  verify,
} from '../support/signing-in.ts'

const newPassword = 'seven green bicycles'

describe.each(databases)('recovering a password on $name', ({ create }) => {
  let service: Service
  let server: MailServer
  let person: RegisteredPerson
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))
  beforeEach(async () => {
    person = await addPerson(service)
    await service.db.deleteFrom('messages').execute()
    server.received.length = 0
  })

  const ask = (headers: Readonly<Record<string, string>> = {}, more: object = {}): Promise<Answer> =>
    service.call('/auth/password/request-reset', {
      json: { identifier: person.identity.identifier, ...more },
      headers,
    })
  const mails = () => mailsTo(service, server, person.identity.identifier)
  const linkToken = async (): Promise<string> => {
    await ask()
    return tokenIn(textOfMail(await newestMailTo(service, server, person.identity.identifier)))
  }
  const reset = (token: string, password = newPassword): Promise<Answer> =>
    service.call('/auth/password/reset', { json: { token, password } })
  const verifyWith = (password: string): Promise<Answer> =>
    service.call('/auth/verify', {
      json: { method: 'password', identifier: person.identity.identifier, password },
    })
  const stateOf = async (): Promise<unknown> =>
    service.db.selectFrom('messages').select(['kind', 'state', 'data']).orderBy('id').execute()

  it('gives another password by a link that was mailed, and is on the record', async () => {
    const asked = await ask()
    expect(asked).toMatchObject({ status: 202, body: { status: 'accepted' } })
    expect(await actionsOf(service, asked)).toEqual(['identity.reset_requested'])
    const token = tokenIn(textOfMail(await newestMailTo(service, server, person.identity.identifier)))
    const answer = await reset(token)
    expect(answer.status).toBe(204)
    expect(await actionsOf(service, answer)).toEqual([
      'identity.challenge_changed',
      'identity.address_verified',
    ])
    expect((await verifyWith(testPassword)).status).toBe(401)
    expect((await verifyWith(newPassword)).status).toBe(200)
    const identity = await service.core.queries.profiles.load(person.person.xid)
    expect(identity?.identities[0]?.verifiedAt).toBe(service.clock.now())
  })

  it('keeps the token nowhere once the mail is delivered', async () => {
    const token = await linkToken()
    expect(await stateOf()).toEqual([{ kind: 'password_reset', state: 'sent', data: null }])
    const proofs = await service.db.selectFrom('person_proofs').selectAll().execute()
    expect(JSON.stringify(proofs)).not.toContain(token)
  })

  it('answers the same for nobody, for rubbish and for who cannot be written to', async () => {
    const known = await ask()
    const sample = async (identifier: string): Promise<void> => {
      const answer = await ask({}, { identifier })
      expect([answer.status, answer.body]).toEqual([known.status, known.body])
      expect(await suspicionsOf(service, answer)).toEqual(['reset_requested_in_vain'])
    }
    for (const identifier of ['nobody@example.com', 'rubbish', 'ACME-1001', '+819012345678']) {
      await sample(identifier)
    }
    const { xid } = person.person
    valueOf(
      await service.core.switchPerson({ personXid: xid, status: 'suspended', reason: null }, testCaller),
    )
    await sample(person.identity.identifier)
    expect(await mails()).toHaveLength(1)
  })

  it('writes to the stored address, with links to the configured origin alone', async () => {
    const evil = 'evil.tld'
    const headers = {
      Host: evil,
      'X-Forwarded-Host': evil,
      Forwarded: `host=${evil}`,
      Referer: `https://${evil}/`,
    }
    await ask(headers, { identifier: ` ${person.identity.identifier.toUpperCase()} ` })
    const [mail] = await mails()
    if (!mail) throw new Error('no mail came')
    expect(headerOf(mail, 'To')).toBe(person.identity.identifier)
    expect(mail.raw).not.toContain(evil)
    expect(textOfMail(mail)).toContain(`${issuer}/recover/reset?token=`)
  })

  it('writes in the name of the client and the language of the browser', async () => {
    const { client } = await addProduct(service, { name: 'Notes', brandColor: '#0f766e' })
    await ask({ 'Accept-Language': 'ja' }, { client_id: client.clientId })
    const [mail] = await mails()
    expect(mail && textOfMail(mail)).toContain('「Notes」')
    expect(problemIn(await ask({}, { client_id: 'nobody' }))).toBe('401 invalid_client client_unknown')
  })

  it('ends every session, clears the lock, makes tokens stale and tells the owner', async () => {
    const product = await addProduct(service)
    const appSession = await signInto(service, product, person)
    const browser = await logIn(service, person)
    const verification = await verify(service, person)
    for (let attempt = 0; attempt < 10; attempt++) await verifyWith('wrong wrong')
    expect((await verifyWith(testPassword)).status).toBe(423)
    expect((await reset(await linkToken())).status).toBe(204)
    expect((await verifyWith(newPassword)).status).toBe(200)
    const userinfo = await service.call('/auth/userinfo', {
      headers: { Authorization: `Bearer ${appSession}` },
    })
    expect(problemIn(userinfo)).toBe('401 unauthorized session_not_found')
    expect(
      (await service.call('/auth/login-session', { json: { verification_token: verification } })).status,
    ).toBe(401)
    expect(await service.core.whoIsHere(browser.Cookie.split('=')[1] ?? '')).toBeUndefined()
    const subjects = (await mails()).map((mail) => headerOf(mail, 'Subject'))
    expect(subjects).toEqual(['Choose a new password for LGC', 'Your password for LGC was changed'])
  })

  it('takes a link once, of twenty at the same time', async () => {
    const token = await linkToken()
    const answers = await Promise.all(Array.from({ length: 20 }, () => reset(token)))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    const others = answers.filter(({ status }) => status !== 204).map(problemIn)
    expect(new Set(others)).toEqual(new Set(['400 invalid_request reset_token_invalid']))
    expect(problemIn(await reset(token))).toBe('400 invalid_request reset_token_invalid')
  })

  it('takes the newest link alone, and not for long', async () => {
    const older = await linkToken()
    const newer = await linkToken()
    const refused = await reset(older)
    expect(problemIn(refused)).toBe('400 invalid_request reset_token_invalid')
    expect(await suspicionsOf(service, refused)).toEqual(['reset_refused'])
    service.clock.pass(30 * 60)
    expect(problemIn(await reset(newer))).toBe('400 invalid_request reset_token_expired')
  })

  it('takes no link that was sent to an address of before', async () => {
    const token = await linkToken()
    const identifier = `new-${person.identity.identifier}` as typeof person.identity.identifier
    const { xid } = person.identity
    await service.db.updateTable('identities').set({ identifier }).where('xid', '=', xid).execute()
    expect(problemIn(await reset(token))).toBe('400 invalid_request reset_token_invalid')
  })

  it('takes no link after an operator has set a password', async () => {
    const token = await linkToken()
    const { realmXid } = person.person
    const order = { realmXid, named: person.identity, password: 'chosen by an operator' }
    valueOf(await service.core.setPassword(order, testCaller))
    expect(problemIn(await reset(token))).toBe('400 invalid_request reset_token_invalid')
  })

  it('keeps the link when the password is too weak', async () => {
    const token = await linkToken()
    const weak = await reset(token, 'password1')
    expect(problemIn(weak)).toBe('422 invalid_request password_too_weak')
    expect((await reset(token)).status).toBe(204)
  })

  it('sends three mails in ten minutes and ten in a day, and the newest link still works', async () => {
    for (let asked = 0; asked < 5; asked++) expect((await ask()).status).toBe(202)
    expect(await mails()).toHaveLength(3)
    for (let round = 0; round < 4; round++) {
      service.clock.pass(601)
      for (let asked = 0; asked < 3; asked++) await ask()
      await mails()
    }
    expect(await mails()).toHaveLength(10)
    const newest = await newestMailTo(service, server, person.identity.identifier)
    expect((await reset(tokenIn(textOfMail(newest)))).status).toBe(204)
  })

  it('sends three mails when twenty ask at once', async () => {
    await ask()
    await Promise.all(Array.from({ length: 20 }, () => ask()))
    expect(await mails()).toHaveLength(3)
  })

  it('sends no more than three mails when twenty ask at once for the first time', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask()))
    const { length } = await mails()
    expect([1, 2, 3]).toContain(length)
  })

  it('is refused to pages of others', async () => {
    const foreign = await ask({ Origin: 'https://evil.tld' })
    expect(problemIn(foreign)).toBe('403 forbidden origin_not_allowed')
    expect(await mails()).toHaveLength(0)
  })

  it('takes about as long for nobody as for somebody', async () => {
    const timed = async (identifier: string): Promise<number> => {
      const began = performance.now()
      await ask({}, { identifier })
      return performance.now() - began
    }
    const quickest = { known: Infinity, unknown: Infinity }
    for (let sample = 0; sample < 30; sample++) {
      await service.db.deleteFrom('messages').execute()
      quickest.known = Math.min(quickest.known, await timed(person.identity.identifier))
      quickest.unknown = Math.min(quickest.unknown, await timed(`nobody-${sample}@example.com`))
    }
    expect(Math.abs(quickest.known - quickest.unknown)).toBeLessThan(5)
  })
})
