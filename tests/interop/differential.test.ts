import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databases } from '../support/databases.ts'
import { type OidcProduct, addOidcProduct, basic, codeVerifier, oidcCode } from '../support/oidc.ts'
import type { Asked } from '../support/openid.ts'
import { type Service, openService } from '../support/service.ts'
import { addPerson, redirectUri } from '../support/signing-in.ts'
import { type Case, authorizationCases, clientId, codeCases, grantCases } from './differential-cases.ts'
import { explained } from './explained-differences.ts'
import { type OtherProvider, startOtherProvider } from './other-provider.ts'

type Sent = {
  readonly method: 'GET' | 'POST'
  readonly body?: string
  readonly headers?: Record<string, string>
}
type Send = (path: string, sent: Sent) => Promise<Response>

/** How each of the two is asked; outcomes are compared in words that both have. */
type Side = { readonly authorize: string; readonly send: Send; readonly newCode: () => Promise<string> }

describe.each(databases.slice(0, 1))('next to oidc-provider, on $name', ({ create }) => {
  let service: Service
  let other: OtherProvider
  let product: OidcProduct
  let person: RegisteredPerson
  let sides: readonly [Side, Side]
  const found = new Map<string, string>()
  beforeAll(async () => {
    // It tells the console what is missing for production.
    for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {})
    service = await openService(create)
    const secret = 'lgcs_a-secret-of-the-comparison-that-is-long-enough'
    const allowedScopes = ['openid', 'profile', 'email', 'offline_access', 'notes:read']
    const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const
    product = await addOidcProduct(service, { grantTypes }, { allowedScopes, secret })
    person = await addPerson(service)
    other = await startOtherProvider(product.secret ?? '')
    sides = [ourSide(service, () => oidcCode(service, product, person)), theirSide(other)]
  })
  afterAll(async () => {
    vi.restoreAllMocks()
    await other.close()
    await service.close()
  })

  type Ask = (side: Side, asked: Asked) => Promise<string>

  async function compare(prefix: string, cases: readonly Case[], ask: Ask): Promise<void> {
    for (const { name, asked } of cases) {
      const ours = await ask(sides[0], asked)
      const theirs = await ask(sides[1], asked)
      if (ours !== theirs) found.set(`${prefix}: ${name}`, `${ours} | ${theirs}`)
    }
  }

  const usual = { redirect_uri: redirectUri, code_verifier: codeVerifier }
  const post = async (side: Side, asked: Asked, Authorization?: string): Promise<string> => {
    const headers = Authorization === undefined ? {} : { Authorization }
    return tokenOutcome(await side.send('/token', { method: 'POST', body: encoded(asked), headers }))
  }

  it('is asked the same two hundred times', { timeout: 60_000 }, async () => {
    expect(product.client.clientId).toBe(clientId)
    const proof = basic(clientId, product.secret ?? '')
    await compare('authorize', authorizationCases, async ({ authorize, send }, asked) => {
      const request = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid',
      }
      const query = encoded({ ...request, state: 's', nonce: 'n', ...asked })
      return authorizationOutcome(await send(`${authorize}?${query}`, { method: 'GET' }))
    })
    await compare('code', codeCases, async (side, asked) => {
      const code = await side.newCode()
      return post(side, { grant_type: 'authorization_code', ...usual, code, ...asked }, proof)
    })
    await compare('grant', grantCases, (side, asked) => post(side, asked, proof))
    for (const grant_type of ['client_credentials', 'authorization_code']) {
      await compare(
        grant_type,
        clientCases(product.secret ?? ''),
        async (side, { Authorization, ...inBody }) => {
          const code = grant_type === 'authorization_code' ? { ...usual, code: await side.newCode() } : {}
          const header = typeof Authorization === 'string' ? Authorization : undefined
          return post(side, { grant_type, ...code, ...inBody }, header)
        },
      )
    }
    const asked =
      authorizationCases.length + codeCases.length + grantCases.length + 2 * clientCases('').length
    expect(asked).toBeGreaterThan(180)
  })

  it('differs in what is explained, and in nothing else', () => {
    const known = Object.values(explained).flatMap((cases) => Object.entries(cases))
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(known))
  })

  it('differs as the table of divergences says', () => {
    const text = readFileSync('docs/divergences.md', 'utf8').split('## Next to oidc-provider\n')[1] ?? ''
    const titles = [...text.matchAll(/^\| ([^|]+?) \|/gm)].map(([, title]) => title)
    expect(titles.slice(1)).toEqual(Object.keys(explained))
  })
})

function ourSide(service: Service, newCode: Side['newCode']): Side {
  return {
    authorize: '/authorize',
    newCode,
    send: (path, { body, ...sent }) =>
      service.fetch(path, { ...sent, ...(body === undefined ? {} : { form: body }) }),
  }
}

function theirSide({ origin, newCode }: OtherProvider): Side {
  return {
    authorize: '/auth',
    newCode: () => newCode(hash('sha256', codeVerifier, 'base64url')),
    send: (path, { body, headers = {}, method }) => {
      const form = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }
      const content = body === undefined ? {} : { body }
      return fetch(`${origin}${path}`, {
        method,
        headers: { ...form, ...headers },
        redirect: 'manual',
        ...content,
      })
    },
  }
}

/** Ways in which a client proves itself, or does not. */
function clientCases(secret: string): readonly Case[] {
  const id = { client_id: clientId }
  return [
    { name: 'no client at all', asked: {} },
    { name: 'a name alone', asked: id },
    { name: 'the secret in the body', asked: { ...id, client_secret: secret } },
    { name: 'a wrong secret in the body', asked: { ...id, client_secret: 'wrong' } },
    { name: 'a wrong secret by Basic', asked: { Authorization: basic(clientId, 'wrong') } },
    { name: 'an empty secret by Basic', asked: { Authorization: basic(clientId, '') } },
    { name: 'an unknown client by Basic', asked: { Authorization: basic('nobody', secret) } },
    { name: 'Basic that is none', asked: { Authorization: 'Basic !!!' } },
    { name: 'Basic in small letters', asked: { Authorization: basic(clientId, secret).replace('B', 'b') } },
    { name: 'both ways', asked: { ...id, client_secret: secret, Authorization: basic(clientId, secret) } },
    {
      name: 'Basic and another name',
      asked: { client_id: 'nobody', Authorization: basic(clientId, secret) },
    },
  ]
}

function encoded(asked: Asked): string {
  const pairs = Object.entries(asked).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => [name, value] as [string, string]),
  )
  return new URLSearchParams(pairs).toString()
}

async function authorizationOutcome(response: Response): Promise<string> {
  const location = response.headers.get('location')
  const html = await response.text()
  if (location?.startsWith('/login')) return 'asks who it is'
  if (location?.startsWith(redirectUri)) {
    const { hash: fragment, searchParams } = new URL(location)
    const answer = fragment === '' ? searchParams : new URLSearchParams(fragment.slice(1))
    return `${answer.get('error') ?? 'code'}${fragment === '' ? '' : ' in the fragment'}`
  }
  const inForm = /name="error" value="([a-z_]+)"/.exec(html)?.[1]
  if (inForm !== undefined) return `${inForm} by form`
  return response.status < 500 ? 'a page' : `a fault, ${response.status}`
}

async function tokenOutcome(response: Response): Promise<string> {
  const body = (await response.json()) as Readonly<Record<string, unknown>>
  const given = ['access_token', 'id_token', 'refresh_token'].filter((name) => name in body)
  const { error } = body
  return `${response.status} ${typeof error === 'string' ? error : given.join(' ')}`
}
