import { expect } from 'vitest'
import { issuer, textOf } from '../support/signing-in.ts'
import { errorCodeIn, formIn } from '../support/visitor.ts'
import type { Asked } from '../support/openid.ts'
import type { ConformanceModule } from './conformance-module.ts'
import { email, nonce, state } from './relying-party.ts'

const unsigned = (claims: object): string =>
  [{ alg: 'none' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') +
  '.'

/** Modules of the basic plan about what can be asked of the authorization endpoint. */
export const requestModules: readonly ConformanceModule[] = [
  {
    name: 'oidcc-response-type-missing',
    async run({ ask, answerIn, newBrowser }) {
      const answer = answerIn(await ask(newBrowser(), { response_type: null }))
      expect(answer).toEqual({ error: 'invalid_request', state, iss: issuer })
    },
  },
  passingModule('oidcc-display-page', { display: 'page' }),
  passingModule('oidcc-display-popup', { display: 'popup' }),
  passingModule('oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }),
  passingModule('oidcc-claims-locales', { claims_locales: 'se' }),
  {
    name: 'oidcc-prompt-login',
    async run({ service, ask, authorize, answerIn, signInAt, newBrowser, redeem, verified }) {
      const browser = newBrowser()
      const first = await verified(await redeem(await authorize(browser)))
      service.clock.pass(2)
      const page = await ask(browser, { prompt: 'login' })
      expect(formIn(page.html).action).toBe('/login')
      const second = await verified(await redeem(answerIn(await signInAt(browser, page))))
      expect(second.sub).toBe(first.sub)
      expect(Number(second['auth_time'])).toBeGreaterThan(Number(first['auth_time']))
    },
  },
  {
    name: 'oidcc-prompt-none-not-logged-in',
    async run({ ask, answerIn, newBrowser }) {
      const answer = answerIn(await ask(newBrowser(), { prompt: 'none' }))
      expect(answer).toEqual({ error: 'login_required', state, iss: issuer })
    },
  },
  {
    name: 'oidcc-prompt-none-logged-in',
    async run({ service, ask, authorize, answerIn, newBrowser, redeem, verified }) {
      const browser = newBrowser()
      const first = await verified(await redeem(await authorize(browser)))
      service.clock.pass(2)
      const silent = answerIn(await ask(browser, { prompt: 'none' }))
      const second = await verified(await redeem(silent))
      expect(second).toMatchObject({ sub: first.sub, auth_time: first['auth_time'], nonce })
    },
  },
  {
    name: 'oidcc-max-age-1',
    async run({ service, ask, authorize, answerIn, signInAt, newBrowser, redeem, verified }) {
      const browser = newBrowser()
      const first = await verified(await redeem(await authorize(browser)))
      service.clock.pass(2)
      const page = await ask(browser, { max_age: '1' })
      expect(formIn(page.html).action).toBe('/login')
      const second = await verified(await redeem(answerIn(await signInAt(browser, page))))
      expect(Number(second['auth_time'])).toBeGreaterThan(Number(first['auth_time']))
      expect(Number(second.iat) - Number(second['auth_time'])).toBeLessThanOrEqual(1)
    },
  },
  {
    name: 'oidcc-max-age-10000',
    async run({ service, ask, authorize, answerIn, newBrowser, redeem, verified }) {
      const browser = newBrowser()
      const first = await verified(await redeem(await authorize(browser)))
      service.clock.pass(2)
      const second = await verified(await redeem(answerIn(await ask(browser, { max_age: '10000' }))))
      expect(second).toMatchObject({ sub: first.sub, auth_time: first['auth_time'] })
    },
  },
  {
    name: 'oidcc-id-token-hint',
    async run({ service, ask, authorize, answerIn, newBrowser, redeem, verified }) {
      const browser = newBrowser()
      const first = await redeem(await authorize(browser))
      const { sub } = await verified(first)
      service.clock.pass(2)
      const asked = { prompt: 'none', id_token_hint: textOf(first, 'id_token') }
      const second = await verified(await redeem(answerIn(await ask(browser, asked))))
      expect(second.sub).toBe(sub)
    },
  },
  {
    name: 'oidcc-login-hint',
    async run({ ask, answerIn, signInAt, newBrowser }) {
      const browser = newBrowser()
      const page = await ask(browser, { login_hint: email })
      expect(page.html).toContain(`value="${email}"`)
      expect(answerIn(await signInAt(browser, page))).toMatchObject({ code: expect.any(String) })
    },
  },
  {
    name: 'oidcc-ui-locales',
    async run({ ask, answerIn, signInAt, newBrowser }) {
      for (const [ui_locales, lang] of [
        ['se', 'en'],
        ['fr-CA ja', 'ja'],
      ] as const) {
        const browser = newBrowser()
        const page = await ask(browser, { ui_locales })
        expect(page.html).toContain(`<html lang="${lang}"`)
        expect(answerIn(await signInAt(browser, page))).toMatchObject({ code: expect.any(String) })
      }
    },
  },
  {
    name: 'oidcc-ensure-request-with-acr-values-succeeds',
    async run({ read, tokens, verified }) {
      const metadata = await read('/.well-known/openid-configuration')
      const [acr] = metadata['acr_values_supported'] as readonly string[]
      const asked = { acr_values: `urn:example:none ${acr}` }
      expect(await verified(await tokens(asked))).toMatchObject({ acr })
    },
  },
  {
    name: 'oidcc-ensure-registered-redirect-uri',
    async run({ ask, newBrowser }) {
      const page = await ask(newBrowser(), { redirect_uri: 'https://evil.example/callback' })
      expect([page.status, page.location]).toEqual([400, null])
      expect(errorCodeIn(page)).toBe('redirect_uri_mismatch')
    },
  },
  {
    name: 'oidcc-ensure-post-request-succeeds',
    async run({ product, responseMode, newBrowser, signInAt, answerIn, redeem, verified }) {
      const browser = newBrowser()
      const { clientId, redirectUris } = product.client
      const posted = await browser.post(
        '/authorize',
        {
          client_id: clientId,
          redirect_uri: redirectUris[0] ?? '',
          response_type: 'code',
          scope: 'openid',
          ...(responseMode === 'query' ? {} : { response_mode: responseMode }),
          state,
          nonce,
        },
        { Origin: 'https://app.example' },
      )
      const answer = answerIn(await signInAt(browser, await browser.follow(posted)))
      expect(answer).toMatchObject({ state, iss: issuer })
      expect(await verified(await redeem(answer))).toMatchObject({ nonce })
    },
  },
  refusedModule(
    'oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported',
    { request_uri: 'https://app.example/request.jwt' },
    'request_uri_not_supported',
  ),
  refusedModule(
    'oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported',
    { request: unsigned({ response_type: 'code', nonce }) },
    'request_not_supported',
  ),
  refusedModule(
    'oidcc-ensure-request-object-with-redirect-uri',
    { request: unsigned({ redirect_uri: 'https://evil.example/callback' }) },
    'request_not_supported',
  ),
]

/** What asks for nothing that matters changes nothing. */
function passingModule(name: string, asked: Asked): ConformanceModule {
  return {
    name,
    async run({ tokens, verified }) {
      expect(await verified(await tokens(asked))).toMatchObject({ nonce })
    },
  }
}

function refusedModule(name: string, asked: Asked, error: string): ConformanceModule {
  return {
    name,
    async run({ ask, answerIn, newBrowser }) {
      expect(answerIn(await ask(newBrowser(), asked))).toEqual({ error, state, iss: issuer })
    },
  }
}
