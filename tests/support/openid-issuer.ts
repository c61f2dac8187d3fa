import { type JWTPayload, SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from 'jose'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { hash } from 'node:crypto'
import type { AddressInfo } from 'node:net'

type Key = {
  readonly kid: string
  readonly alg: string
  readonly pair: Awaited<ReturnType<typeof generateKeyPair>>
}

type Grant = {
  readonly account: JWTPayload
  readonly nonce: string
  readonly challenge: string
  readonly redirectUri: string
}

/** An identity provider of its own, with real keys, on a real socket. Tests say who comes by and what goes wrong. */
export type OpenIdIssuer = {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  /** Paths that were asked, in order. */
  readonly asked: string[]
  /** Who signs in next; more claims overwrite those of the token. */
  account: JWTPayload
  /** What is wrong with it. */
  readonly faults: {
    isDown: boolean
    discoveryIssuer: string | null
    callbackIss: string | null
    error: string | null
  }
  /** A token as it comes out of the token endpoint; `undefined` takes a claim away. */
  readonly token: (claims?: JWTPayload, header?: Readonly<Record<string, unknown>>) => Promise<string>
  /** The claims of such a token. */
  readonly claims: (more?: JWTPayload) => JWTPayload
  readonly unsigned: (claims?: JWTPayload) => string
  /** The public key as PEM text and as the bytes of its JWK: what a careless verifier takes for a shared secret. */
  readonly publicKey: () => Promise<string>
  /** From now on another key signs. */
  readonly rotate: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startIssuer(now: () => number = Date.now): Promise<OpenIdIssuer> {
  let key = await newKey('first')
  const grants = new Map<string, Grant>()
  const clientId = 'lgc-at-the-issuer.example'
  const clientSecret = 'secret-of-lgc-at-the-issuer'
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const claims = (more: JWTPayload = {}): JWTPayload => {
    const seconds = Math.floor(now() / 1000)
    const usual = { iss: url, aud: clientId, iat: seconds, exp: seconds + 3600, email_verified: true }
    return { ...usual, ...issuer.account, ...more }
  }
  const token: OpenIdIssuer['token'] = (more, header = {}) =>
    new SignJWT(claims(more))
      .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
      .sign(key.pair.privateKey)

  const issuer: OpenIdIssuer = {
    url,
    clientId,
    clientSecret,
    asked: [],
    account: { sub: '110169484474386276334', email: 'ada@gmail.example', name: 'Ada Example' },
    faults: { isDown: false, discoveryIssuer: null, callbackIss: null, error: null },
    token,
    claims,
    unsigned: (more) => new UnsecuredJWT(claims(more)).encode(),
    publicKey: async () => JSON.stringify(await exportJWK(key.pair.publicKey)),
    rotate: async () => {
      key = await newKey(`${key.kid}-next`)
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    issuer.asked.push(pathname)
    if (issuer.faults.isDown) return void response.writeHead(503).end()
    if (pathname === '/.well-known/openid-configuration') return json(response, 200, discovery())
    if (pathname === '/jwks') {
      const jwk = { ...(await exportJWK(key.pair.publicKey)), kid: key.kid, alg: key.alg, use: 'sig' }
      return json(response, 200, { keys: [jwk] })
    }
    if (pathname === '/authorize') return authorize(response, searchParams)
    if (pathname === '/token') return exchange(request, response)
    response.writeHead(404).end()
  }

  function discovery(): Readonly<Record<string, unknown>> {
    return {
      issuer: issuer.faults.discoveryIssuer ?? url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      authorization_response_iss_parameter_supported: true,
    }
  }

  /** Everybody who comes by is signed in already, and agrees. */
  function authorize(response: ServerResponse, asked: URLSearchParams): void {
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('state', asked.get('state') ?? '')
    back.searchParams.set('iss', issuer.faults.callbackIss ?? url)
    if (issuer.faults.error !== null) back.searchParams.set('error', issuer.faults.error)
    else {
      const code = crypto.randomUUID()
      grants.set(code, {
        account: issuer.account,
        nonce: asked.get('nonce') ?? '',
        challenge: asked.get('code_challenge') ?? '',
        redirectUri: asked.get('redirect_uri') ?? '',
      })
      back.searchParams.set('code', code)
    }
    response.writeHead(302, { Location: back.href }).end()
  }

  async function exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = []
    for await (const chunk of request as AsyncIterable<Uint8Array>) chunks.push(chunk)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const code = form.get('code') ?? ''
    const grant = grants.get(code)
    grants.delete(code)
    const isRight =
      grant !== undefined &&
      form.get('client_id') === clientId &&
      form.get('client_secret') === clientSecret &&
      form.get('redirect_uri') === grant.redirectUri &&
      hash('sha256', form.get('code_verifier') ?? '', 'base64url') === grant.challenge
    if (!isRight) return json(response, 400, { error: 'invalid_grant' })
    json(response, 200, { id_token: await token({ nonce: grant.nonce, ...grant.account }) })
  }

  return issuer
}

async function newKey(kid: string): Promise<Key> {
  return { kid, alg: 'RS256', pair: await generateKeyPair('RS256', { extractable: true }) }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
