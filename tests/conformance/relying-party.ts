import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose'
import type { TestDatabase } from '../support/databases.ts'
import { type Form, type OidcProduct, addOidcProduct, basic, callAs } from '../support/oidc.ts'
import { type Asked, authorizePath } from '../support/openid.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  issuer,
  openJourney,
  redirectUri,
  testCaller,
  testPassword,
  textOf,
  valueOf,
} from '../support/signing-in.ts'
import { type Page, type Visitor, formIn, newVisitor } from '../support/visitor.ts'

export const email = 'ada@example.com'
export const phone = '+819012345678'
export const nonce = 'nonce-of-the-plan'
export const state = 'state-of-the-plan'

/** The client that a certification plan is, with all that it does by itself: it knows a person and a browser. */
export type RelyingParty = {
  readonly service: Service
  readonly product: OidcProduct
  readonly responseMode: 'query' | 'form_post'
  readonly personXid: string
  readonly newBrowser: () => Visitor
  /** Sends the browser with an authorization request that has state and nonce, and stops at the first page. */
  readonly ask: (browser: Visitor, asked?: Asked, of?: OidcProduct) => Promise<Page>
  /** A document that anybody may read and keep: the metadata, the keys. */
  readonly read: (path: string) => Promise<Readonly<Record<string, unknown>>>
  /** Types a password at that page, and allows what is asked for. */
  readonly signInAt: (browser: Visitor, page: Page) => Promise<Page>
  /** The same in one go; a person who is signed in is not asked. */
  readonly authorize: (browser: Visitor, asked?: Asked, of?: OidcProduct) => Promise<Form>
  readonly answerIn: (page: Page) => Form
  readonly redeem: (answer: Form, more?: Form, of?: OidcProduct) => Promise<Answer>
  /** A person signs in to the client in a browser that nobody used; the answer with the tokens. */
  readonly tokens: (asked?: Asked, more?: Form, of?: OidcProduct) => Promise<Answer>
  readonly userinfo: (token: unknown, call?: Parameters<Service['call']>[1]) => Promise<Answer>
  /** The claims of an ID token, once everything about it was found right. */
  readonly verified: (tokens: Answer, of?: OidcProduct) => Promise<JWTPayload>
}

const scopes = ['openid', 'profile', 'email', 'phone', 'address', 'offline_access']

export async function openRelyingParty(
  create: TestDatabase['create'],
  responseMode: RelyingParty['responseMode'],
): Promise<RelyingParty> {
  const service = await openJourney(create)
  const product = await addOidcProduct(service, {}, { allowedScopes: scopes })
  const { person } = valueOf(
    await service.core.applyPerson(
      {
        realmXid: product.client.realmXid,
        nameDisplay: 'Ada Lovelace',
        nameLegal: null,
        identities: [
          { identifier: email, password: testPassword, isVerified: true },
          { identifier: phone, password: null, isVerified: true },
        ],
      },
      testCaller,
    ),
  )
  const ask: RelyingParty['ask'] = (browser, asked = {}, of = product) => {
    const mode = responseMode === 'query' ? {} : { response_mode: responseMode }
    return browser.visit(authorizePath(of, { scope: 'openid', state, nonce, ...mode, ...asked }))
  }
  const signInAt: RelyingParty['signInAt'] = async (browser, page) => {
    const identified = await browser.follow(await browser.submit(page, { identifier: email }))
    const proved = await browser.follow(await browser.submit(identified, { password: testPassword }))
    return proved.html.includes('action="/consent"') ? allow(browser, proved) : proved
  }
  const answerIn = (page: Page): Form => answerOf(page, responseMode)
  const authorize: RelyingParty['authorize'] = async (browser, asked, of) => {
    const page = await ask(browser, asked, of)
    const asksWhoItIs = page.html.includes('action="/login"')
    return answerIn(asksWhoItIs ? await signInAt(browser, page) : page)
  }
  const redeem: RelyingParty['redeem'] = (answer, more = {}, of = product) => {
    const form = { grant_type: 'authorization_code', code: String(answer['code']), redirect_uri: redirectUri }
    return callAs(service, of, '/token', { form: { ...form, ...more } })
  }
  return {
    service,
    product,
    responseMode,
    personXid: person.xid,
    newBrowser: () => newVisitor(service),
    read: (path) => readDocument(service, path),
    ask,
    signInAt,
    authorize,
    answerIn,
    redeem,
    tokens: async (asked, more, of) => redeem(await authorize(newVisitor(service), asked, of), more, of),
    userinfo: (token, call = {}) =>
      service.call('/userinfo', { headers: { Authorization: `Bearer ${String(token)}` }, ...call }),
    verified: (tokens, of = product) => verified(service, tokens, of),
  }
}

/** Allows all that is asked for. */
async function allow(browser: Visitor, page: Page): Promise<Page> {
  const boxes = page.html.matchAll(/name="approved_scopes"[^>]*value="([^"]*)"/g)
  const approved_scopes = [...boxes].map(([, scope = '']) => scope)
  return browser.follow(await browser.submit(page, { decision: 'approve', approved_scopes }))
}

/** What the client is told, by the way that it asked for. */
function answerOf(page: Page, mode: RelyingParty['responseMode']): Form {
  if (mode === 'form_post') {
    const { action, fields } = formIn(page.html)
    if (page.status !== 200 || action !== redirectUri) throw new Error(`no form for the client: ${action}`)
    return fields
  }
  const { status, location } = page
  if (status !== 303 || !location?.startsWith(`${redirectUri}?`)) {
    throw new Error(`no answer to the client: ${status} ${location}`)
  }
  return Object.fromEntries(new URL(location).searchParams)
}

async function readDocument(service: Service, path: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await service.fetch(path)
  if (response.status !== 200) throw new Error(`${path} answers ${response.status}`)
  return (await response.json()) as Readonly<Record<string, unknown>>
}

/** OpenID Connect Core 1.0, section 3.1.3.7. */
async function verified(service: Service, tokens: Answer, of: OidcProduct): Promise<JWTPayload> {
  const keys = createLocalJWKSet((await readDocument(service, '/jwks')) as never)
  const { payload, protectedHeader } = await jwtVerify(textOf(tokens, 'id_token'), keys, {
    issuer,
    audience: of.client.clientId,
    algorithms: ['ES256', 'RS256'],
    currentDate: new Date(service.clock.now()),
    requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
  })
  if (protectedHeader.kid === undefined) throw new Error('the ID token does not name its key')
  return payload
}

/** A call with a wrong secret, or none at all, as the plans make them. */
export function asStranger({ client }: OidcProduct): Form {
  return { Authorization: basic(client.clientId, 'not the secret of the client') }
}
