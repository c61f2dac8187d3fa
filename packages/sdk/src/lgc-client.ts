import { type Answer, type CallbackProblem, type Problem, callbackProblem } from './answer.ts'
import { type CallbackAnswer, answerOf } from './answer-of.ts'
import { type Ask, type Fetch, askLgc } from './ask-lgc.ts'
import { type AuthorizeRequest, type AuthorizeUrl, addressOf, authorizeUrl } from './authorize-url.ts'
import { type ExchangedCode, exchangedCodeIn } from './exchanged-code.ts'
import { recentSessions } from './recent-sessions.ts'
import { type Session, sessionIn } from './session.ts'
import { type Userinfo, userinfoIn } from './userinfo.ts'

export type LgcSettings = {
  /** The origin of LGC, as browsers know it: `https://login.example`. */
  readonly issuer: string
  readonly clientId: string
  /** Absent for a public client. */
  readonly clientSecret?: string
  /** The API key of the role `service`, which checking sessions takes. */
  readonly serviceKey?: string
  readonly fetch?: Fetch
  /** For each answer as a whole; 5000 unless told. */
  readonly timeoutInMilliseconds?: number
}

export type CodeExchange = {
  readonly code: string
  readonly redirectUri: string
  readonly codeVerifier: string
  readonly iss?: string
}

/** What a product asks of LGC. Every answer is a value; `LgcUnavailable` is thrown when there is none. */
export interface LgcClient {
  authorizeUrl(request: AuthorizeRequest): Promise<AuthorizeUrl>
  /** What the browser brought back, if it is the answer to the sign-in with this state. */
  answerOf(
    callbackUrl: string | URL,
    expected: { readonly state: string },
  ): Answer<CallbackAnswer, CallbackProblem>
  exchangeCode(exchange: CodeExchange): Promise<Answer<ExchangedCode, Problem | CallbackProblem>>
  /**
   * Whether a session is good. An answer may be kept for at most a second and is not kept unless told:
   * for as long, a session that somebody else ended seems good.
   */
  checkSession(token: string, options?: { readonly cacheForMilliseconds?: number }): Promise<Answer<Session>>
  userinfo(token: string): Promise<Answer<Userinfo>>
  /** `all` ends every session of the person at this product. */
  endSession(token: string, options?: { readonly scope?: 'current' | 'all' }): Promise<Answer<undefined>>
  /** The page where the person signs out of LGC itself, and comes back to a registered address. */
  signOutUrl(options: { readonly returnTo: string }): string
}

export function lgcClient(settings: LgcSettings): LgcClient {
  checkSettings(settings)
  const { issuer, clientId, serviceKey, timeoutInMilliseconds = 5000 } = settings
  const { fetch = (address: string, request: RequestInit) => globalThis.fetch(address, request) } = settings
  const ask = askLgc({ issuer, fetch, timeoutInMilliseconds })
  const recent = recentSessions(() => performance.now())
  const headersFor = (token: string): Readonly<Record<string, string>> => ({
    ...bearer(token),
    ...(serviceKey === undefined ? {} : { 'X-API-Key': serviceKey }),
  })
  const readSession = (token: string): Promise<Answer<Session>> =>
    ask({ method: 'GET', path: '/auth/session', headers: headersFor(token) }, sessionIn)

  return {
    authorizeUrl: (request) => authorizeUrl(settings, request),
    answerOf: (callbackUrl, expected) => answerOf(issuer, callbackUrl, expected),
    exchangeCode: (exchange) => exchangeCode(ask, settings, exchange),
    checkSession: (token, { cacheForMilliseconds: forMilliseconds = 0 } = {}) =>
      recent.check({ token, forMilliseconds, ask: () => readSession(token) }),
    // With the key, LGC refuses a token that somebody obtained through another product.
    userinfo: (token) =>
      ask({ method: 'GET', path: '/auth/userinfo', headers: headersFor(token) }, userinfoIn),
    async endSession(token, { scope = 'current' } = {}) {
      const path = `/auth/session?scope=${scope}`
      recent.forgetAll()
      try {
        return await ask({ method: 'DELETE', path, headers: bearer(token) }, nothingIn)
      } finally {
        // Once more, for a check that was answered between the two.
        recent.forgetAll()
      }
    },
    signOutUrl: ({ returnTo }) => addressOf(`${issuer}/logout`, { client_id: clientId, return_to: returnTo }),
  }
}

/** A code that another server may have issued is not shown to LGC, nor LGC's to anybody else (RFC 9207). */
async function exchangeCode(
  ask: Ask,
  { issuer, clientId, clientSecret }: LgcSettings,
  { code, redirectUri, codeVerifier, iss = issuer }: CodeExchange,
): Promise<Answer<ExchangedCode, Problem | CallbackProblem>> {
  if (iss !== issuer) return callbackProblem('issuer_mismatch')
  const json = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    client_secret: clientSecret,
    code_verifier: codeVerifier,
  }
  return ask({ method: 'POST', path: '/auth/token', json }, exchangedCodeIn)
}

function checkSettings({ issuer, clientSecret, serviceKey }: LgcSettings): void {
  if (!/^https?:\/\/[^\s/?#@]+$/.test(issuer)) {
    throw new Error('issuer must be an origin, without a path or a slash at its end')
  }
  const hasSecrets = clientSecret !== undefined || serviceKey !== undefined
  if (hasSecrets && 'document' in globalThis) {
    throw new Error('clientSecret and serviceKey belong on the server: a browser shows them to everybody')
  }
}

/** Text that cannot be a token is not sent, so LGC answers `session_missing` (RFC 6750, section 2.1). */
function bearer(token: string): Readonly<Record<string, string>> {
  return /^[A-Za-z0-9._~+/=-]+$/.test(token) ? { Authorization: `Bearer ${token}` } : {}
}

function nothingIn(body: unknown): undefined {
  if (body !== undefined) throw new Error('no body was expected')
}
