import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import {
  addLeavingProduct,
  logoutPath,
  signedInTo,
  signedOutUri,
  standingOf,
} from '../support/logging-out.ts'
import { type LogoutReceiver, startLogoutReceiver } from '../support/logout-receiver.ts'
import { claimsIn } from '../support/oidc.ts'
import { type Service, openService } from '../support/service.ts'
import { addPerson, issuer, testCaller } from '../support/signing-in.ts'

/** Each test stands for the module of the certification plan whose name it has. */
describe.each(databases)('the logout certification plans on $name', ({ create }) => {
  let service: Service
  let receiver: LogoutReceiver
  let person: RegisteredPerson
  beforeAll(async () => {
    receiver = await startLogoutReceiver()
    service = await openService(create)
    person = await addPerson(service)
  })
  afterAll(() => Promise.all([service.close(), receiver.stop()]))

  it('oidcc-backchannel-rp-initiated-logout', async () => {
    const { body } = await service.call('/.well-known/openid-configuration')
    expect(body).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    })
    const terms = { backchannelLogoutUri: receiver.uri, backchannelLogoutSessionRequired: true }
    const product = await addLeavingProduct(service, terms)
    const { visitor, idToken, sid } = await signedInTo(service, product, person)
    const leaving = { id_token_hint: idToken, post_logout_redirect_uri: signedOutUri, state: 's' }
    expect((await visitor.visit(logoutPath(leaving))).location).toBe(`${signedOutUri}&state=s`)
    expect(await service.core.dispatchLogoutNotices(testCaller)).toMatchObject({ sent: 1 })
    const told = claimsIn(receiver.tokens[0])
    expect(told).toMatchObject({ iss: issuer, aud: product.client.clientId, sub: person.person.xid, sid })
    expect(told).not.toHaveProperty('nonce')
    expect(await standingOf(visitor, product)).toBe('login_required')
  })

  it('oidcc-frontchannel-rp-initiated-logout', async () => {
    const { body } = await service.call('/.well-known/openid-configuration')
    expect(body).toMatchObject({
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    })
    const product = await addLeavingProduct(service, {
      frontchannelLogoutUri: 'https://app.example/front?a=b',
      frontchannelLogoutSessionRequired: true,
    })
    const plain = await addLeavingProduct(service, {
      frontchannelLogoutUri: 'https://other.example:8443/out',
    })
    const { visitor, idToken, sid, loginToken } = await signedInTo(service, product, person)
    await signedInTo(service, plain, person, { loginToken })
    const leaving = { id_token_hint: idToken, post_logout_redirect_uri: signedOutUri, state: '"><script>' }
    const page = await visitor.visit(logoutPath(leaving))
    expect(page.status).toBe(200)
    const frames = [...page.html.matchAll(/<iframe hidden sandbox="([^"]*)" src="([^"]*)">/g)]
    const query = `iss=${encodeURIComponent(issuer)}&amp;sid=${sid}`
    expect(frames.map(([, sandbox, src]) => [sandbox, src])).toEqual([
      ['allow-scripts allow-same-origin', `https://app.example/front?a=b&amp;${query}`],
      ['allow-scripts allow-same-origin', 'https://other.example:8443/out'],
    ])
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/frame-src https:\/\/app\.example https:\/\/other\.example:8443(;|$)/)
    expect(page.html).toContain(
      'href="https://app.example/signed-out?from=lgc&amp;state=%22%3E%3Cscript%3E" data-continue',
    )
    expect(await standingOf(visitor, product)).toBe('login_required')
  })
})
