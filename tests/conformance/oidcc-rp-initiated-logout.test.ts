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
import type { OidcProduct } from '../support/oidc.ts'
import { type Service, openService } from '../support/service.ts'
import { addPerson, issuer } from '../support/signing-in.ts'
import { type Page, errorCodeIn, formIn } from '../support/visitor.ts'

/** Each test stands for the module of the certification plan whose name it has. */
describe.each(databases)('oidcc-rp-initiated-logout-certification-test-plan on $name', ({ create }) => {
  let service: Service
  let product: OidcProduct
  let person: RegisteredPerson
  let leaver: Leaver
  beforeAll(async () => {
    service = await openService(create)
    product = await addLeavingProduct(service)
    person = await addPerson(service)
  })
  afterAll(() => service.close())
  beforeEach(async () => {
    leaver = await signedInTo(service, product, person)
  })

  const leave = (parameters: Readonly<Record<string, string>>): Promise<Page> =>
    leaver.visitor.visit(logoutPath(parameters))
  const standing = () => standingOf(leaver.visitor, product)
  const whole = () => ({
    id_token_hint: leaver.idToken,
    post_logout_redirect_uri: signedOutUri,
    state: 's&1',
  })
  const expectError = async (page: Page, code: string): Promise<void> => {
    expect([page.status, page.location, errorCodeIn(page)]).toEqual([400, null, code])
    expect(page.html).toContain('href="/logout"')
    expect(await standing()).toBe('signed_in')
  }
  const expectQuestion = async (page: Page): Promise<void> => {
    expect([page.status, formIn(page.html).action]).toEqual([200, '/logout'])
    expect(await standing()).toBe('signed_in')
  }

  it('oidcc-rp-initiated-logout-discovery-endpoint-verification', async () => {
    const { body } = await service.call('/.well-known/openid-configuration')
    expect(body['end_session_endpoint']).toBe(`${issuer}/logout`)
  })

  it('oidcc-rp-initiated-logout', async () => {
    expect(await standing()).toBe('signed_in')
    const page = await leave(whole())
    expect([page.status, page.location]).toEqual([303, `${signedOutUri}&state=s%261`])
    expect(await standing()).toBe('login_required')
  })

  it('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', async () => {
    const page = await leave({ ...whole(), post_logout_redirect_uri: 'https://evil.example/' })
    expect(page.html).not.toContain('evil.example')
    await expectError(page, 'post_logout_redirect_uri_mismatch')
  })

  it('oidcc-rp-initiated-logout-modified-id-token-hint', async () => {
    const [header, claims, signature = ''] = leaver.idToken.split('.')
    const altered = `${header}.${claims}.${signature.slice(0, -8)}AAAAAAAA`
    await expectError(await leave({ ...whole(), id_token_hint: altered }), 'id_token_hint_invalid')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    await expectError(
      await leave({ ...whole(), id_token_hint: `${none}.${claims}.` }),
      'id_token_hint_invalid',
    )
  })

  it('oidcc-rp-initiated-logout-no-id-token-hint', async () => {
    const page = await leave({ post_logout_redirect_uri: signedOutUri, state: 's' })
    await expectQuestion(page)
    expect(page.html).not.toContain('app.example')
    const done = await leaver.visitor.submit(page, { scope: 'all' })
    expect([done.status, done.location]).toEqual([200, null])
    expect(await standing()).toBe('login_required')
  })

  it('oidcc-rp-initiated-logout-no-params', async () => {
    const page = await leaver.visitor.visit('/logout')
    await expectQuestion(page)
    expect((await leaver.visitor.submit(page, { scope: 'all' })).status).toBe(200)
    expect(await standing()).toBe('login_required')
  })

  it('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async () => {
    const page = await leave({ id_token_hint: leaver.idToken, state: 's' })
    expect([page.status, page.location]).toEqual([200, null])
    expect(await standing()).toBe('login_required')
  })

  it('oidcc-rp-initiated-logout-no-state', async () => {
    const page = await leave({ id_token_hint: leaver.idToken, post_logout_redirect_uri: signedOutUri })
    expect([page.status, page.location]).toEqual([303, signedOutUri])
    expect(await standing()).toBe('login_required')
  })

  it('oidcc-rp-initiated-logout-only-state', async () => {
    await expectQuestion(await leave({ state: 's' }))
  })

  it('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', async () => {
    const page = await leave({ ...whole(), post_logout_redirect_uri: `${signedOutUri}&foo=bar` })
    await expectError(page, 'post_logout_redirect_uri_mismatch')
  })

  it('oidcc-rp-initiated-logout-bad-id-token-hint', async () => {
    for (const id_token_hint of ['x', 'x.y.z', `${leaver.idToken}x`])
      await expectError(await leave({ ...whole(), id_token_hint }), 'id_token_hint_invalid')
  })
})
