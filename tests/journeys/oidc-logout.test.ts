import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  type Leaver,
  addLeavingProduct,
  logoutPath,
  signedInTo,
  signedOutUri,
  standingOf,
} from '../support/logging-out.ts'
import { type OidcProduct, addOidcProduct, loginTokenOf, oidcCode, redeem } from '../support/oidc.ts'
import type { Service } from '../support/service.ts'
import { addPerson, issuer, openJourney, problemIn, suspicionsOf } from '../support/signing-in.ts'
import { testCaller, valueOf } from '../support/world.ts'
import { type Visitor, errorCodeIn, formIn, newVisitor } from '../support/visitor.ts'

describe.each(databases)('a logout that a client begins on $name', ({ create }) => {
  let service: Service
  let product: OidcProduct
  let person: RegisteredPerson
  let leaver: Leaver
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addLeavingProduct(service)
    person = await addPerson(service)
  })
  afterAll(() => service.close())
  beforeEach(async () => {
    leaver = await signedInTo(service, product, person)
  })
  const whole = () => ({
    id_token_hint: leaver.idToken,
    post_logout_redirect_uri: signedOutUri,
    state: 'x',
  })
  const asks = async (visitor: Visitor, path: string, headers = {}): Promise<void> => {
    const page = await visitor.visit(path, headers)
    expect([page.status, formIn(page.html).action]).toEqual([200, '/logout'])
  }

  it('takes an ID token that expired long ago', async () => {
    service.clock.pass(7000)
    const page = await leaver.visitor.visit(logoutPath(whole()))
    expect(page.location).toBe(`${signedOutUri}&state=x`)
    expect(await standingOf(leaver.visitor, product)).toBe('login_required')
  })

  it('ends what the login session began, but nothing that was meant to outlive it', async () => {
    const { loginToken, idToken } = leaver
    const other = await addOidcProduct(service)
    await signedInTo(service, other, person, { loginToken })
    const offline = await signedInTo(service, other, person, { loginToken, scope: 'openid offline_access' })
    const elsewhere = await signedInTo(service, other, person)
    const pending = await oidcCode(service, other, person, { scope: 'openid', loginToken })
    await leaver.visitor.visit(logoutPath({ id_token_hint: idToken }))
    const page = { limit: 50, after: null }
    const left = await service.core.queries.listSessions({ personXid: person.person.xid }, page)
    const xids = left.items.map(({ session }) => session.xid)
    expect(xids).toEqual(expect.arrayContaining([offline.sid, elsewhere.sid]))
    expect(xids).not.toContain(leaver.sid)
    const kept = left.items.filter(({ session }) => session.loginSessionXid !== null)
    expect(kept.map(({ session }) => session.xid)).toContain(elsewhere.sid)
    expect(problemIn(await redeem(service, other, pending))).toContain('invalid_grant')
  })

  it('asks when the ID token is of another session of the same person', async () => {
    const elsewhere = await signedInTo(service, product, person)
    const path = logoutPath({ ...whole(), id_token_hint: elsewhere.idToken })
    const page = await leaver.visitor.visit(path)
    expect(formIn(page.html).fields).toMatchObject({ return_to: signedOutUri, state: 'x' })
    expect(await standingOf(leaver.visitor, product)).toBe('signed_in')
    const done = await leaver.visitor.submit(page, { scope: 'all' })
    expect([done.status, done.location]).toEqual([303, `${signedOutUri}&state=x`])
    expect(await standingOf(leaver.visitor, product)).toBe('login_required')
    expect(await standingOf(elsewhere.visitor, product)).toBe('signed_in')
  })

  it('asks when the client names itself only', async () => {
    const { clientId: client_id } = product.client
    const path = logoutPath({ client_id, post_logout_redirect_uri: signedOutUri })
    const page = await leaver.visitor.visit(path)
    expect(formIn(page.html).fields).toMatchObject({ client_id, return_to: signedOutUri })
    expect(await standingOf(leaver.visitor, product)).toBe('signed_in')
  })

  it.each([
    ['of another person', async () => (await signedInTo(service, product, await addPerson(service))).idToken],
    ['of another client, beside the name of the first', () => theirs()],
    ['that is an access token', () => tokenOf('at+jwt')],
    ['that is a logout token', () => tokenOf('logout+jwt')],
  ])('stops at a token %s', async (_, hint) => {
    const { clientId: client_id } = product.client
    const page = await leaver.visitor.visit(
      logoutPath({ ...whole(), client_id, id_token_hint: await hint() }),
    )
    expect([page.status, page.location]).toEqual([400, null])
    expect(errorCodeIn(page)).toMatch(/^id_token_hint_(invalid|foreign)$/)
    const answer = { ...page, body: {} }
    expect(await suspicionsOf(service, answer)).toEqual(['logout_refused'])
    expect(await standingOf(leaver.visitor, product)).toBe('signed_in')
  })
  const theirs = async (): Promise<string> =>
    (await signedInTo(service, await addOidcProduct(service), person, leaver)).idToken
  const tokenOf = (typ: 'at+jwt' | 'logout+jwt'): Promise<string> => {
    const iat = Math.floor(service.clock.now() / 1000)
    const about = { sub: person.person.xid, sid: leaver.sid, aud: product.client.clientId }
    return service.core.signToken({
      alg: 'ES256',
      typ,
      claims: { iss: issuer, iat, exp: iat + 60, ...about },
    })
  }

  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'client_unknown'],
    ['an address that is a script', { post_logout_redirect_uri: 'javascript:alert(1)' }, 'mismatch'],
    ['a state without end', { state: 'x'.repeat(2049) }, 'state_too_long'],
  ])('stops at %s', async (_, more, code) => {
    const { clientId: client_id } = product.client
    const fields = { client_id, post_logout_redirect_uri: signedOutUri, state: 's', ...more }
    const page = await leaver.visitor.visit(logoutPath(fields))
    expect([page.status, page.location]).toEqual([400, null])
    expect(errorCodeIn(page)).toContain(code)
    expect(page.html).not.toContain('javascript:')
  })

  it('stops at a parameter that came twice, and at a client that was switched off', async () => {
    const twice = await leaver.visitor.visit(`${logoutPath(whole())}&state=y`)
    expect([twice.location, errorCodeIn(twice)]).toEqual([null, 'parameter_repeated'])
    const off = await addLeavingProduct(service)
    const { clientId } = off.client
    valueOf(await service.core.switchClient({ clientId, isActive: false }, testCaller))
    const path = logoutPath({ client_id: clientId, post_logout_redirect_uri: signedOutUri })
    expect(errorCodeIn(await leaver.visitor.visit(path))).toBe('client_inactive')
  })

  it('goes straight back when nobody is signed in and the client can show for it', async () => {
    const stranger = newVisitor(service)
    expect((await stranger.visit(logoutPath(whole()))).location).toBe(`${signedOutUri}&state=x`)
    const named = { client_id: product.client.clientId, post_logout_redirect_uri: signedOutUri }
    const page = await stranger.visit(logoutPath(named))
    expect([page.status, page.location]).toEqual([200, null])
    expect(page.html).toContain(`href="${signedOutUri}"`)
    expect(await standingOf(leaver.visitor, product)).toBe('signed_in')
  })

  it('comes by a form of the client without our cookies, and is then a visit like any other', async () => {
    const posted = await newVisitor(service).post('/logout', whole(), { Origin: 'https://app.example' })
    expect([posted.status, posted.location]).toEqual([303, logoutPath(whole())])
    const page = await leaver.visitor.visit(String(posted.location))
    expect(page.location).toBe(`${signedOutUri}&state=x`)
    const empty = await newVisitor(service).post('/logout', {}, { Origin: 'https://app.example' })
    expect(empty.status).toBe(303)
  })

  it('signs nobody out by a form of another site, whatever it says', async () => {
    for (const fields of [{ scope: 'all' }, { csrf: '' }, { scope: 'all', ...whole() }]) {
      const page = await leaver.visitor.post('/logout', fields, { Origin: 'https://evil.example' })
      expect(page.status).toBe(403)
    }
    await leaver.visitor.post('/logout', whole(), { Origin: 'https://evil.example' })
    expect(await standingOf(leaver.visitor, product)).toBe('signed_in')
  })

  it.each(['image', 'iframe', 'empty'])('asks when it is loaded as %s, even with proof', async (dest) => {
    await asks(leaver.visitor, logoutPath(whole()), { 'Sec-Fetch-Dest': dest })
    const cookie = { Cookie: `lgc_session=${leaver.loginToken}`, Accept: 'text/html' }
    await service.fetch(logoutPath(whole()), { method: 'HEAD', headers: cookie })
    expect(await standingOf(leaver.visitor, product)).toBe('signed_in')
  })

  it('speaks the language that the client asks for', async () => {
    const page = await leaver.visitor.visit(logoutPath({ ui_locales: 'fr ja' }))
    expect(page.html).toContain('<html lang="ja"')
  })

  it('shows no frames when only this login session ends', async () => {
    const framed = await addLeavingProduct(service, { frontchannelLogoutUri: 'https://app.example/f' })
    const token = await loginTokenOf(service, person)
    const { visitor } = await signedInTo(service, framed, person, { loginToken: token })
    const page = await visitor.submit(await visitor.visit('/logout'), { scope: 'current' })
    expect([page.status, page.html.includes('<iframe')]).toEqual([200, false])
  })
})
