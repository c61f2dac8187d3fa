import type { DemoSettings } from './demo-settings.ts'
import { member, textMember, textsMember } from './json-member.ts'

export type SessionFacts = {
  readonly scopes: readonly string[]
  readonly createdAt: string
  readonly lastActiveAt: string
  readonly expiresAt: string
  readonly idleExpiresAt: string
}

/** What the person agreed to share; what was not shared is undefined. */
export type SharedDetails = {
  readonly name: string | undefined
  readonly email: string | undefined
  readonly emailIsVerified: boolean
}

export type LgcRefusal = {
  readonly reason: 'session_ended' | 'access_lost' | 'not_shared' | 'unexpected'
  readonly code: string
  readonly requestId: string
}

type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: LgcRefusal }

/** LGC did not answer, not in time, or not in its own words. */
export class LgcUnavailable extends Error {}

export interface LgcClient {
  /** The page of LGC where a person signs in to this app. */
  signInAddress(state: string, challenge: string): string
  /** The page of LGC where a person signs out of LGC itself and comes back here. */
  signOutAddress(): string
  exchangeCode(code: string, verifier: string): Promise<Answer<string>>
  validateSession(sessionToken: string): Promise<Answer<SessionFacts>>
  userinfo(sessionToken: string): Promise<Answer<SharedDetails>>
  /** Done as well when LGC no longer knows the session. */
  endSession(sessionToken: string): Promise<void>
}

const reasons: ReadonlyMap<string, LgcRefusal['reason']> = new Map([
  ['session_missing', 'session_ended'],
  ['session_not_found', 'session_ended'],
  ['session_expired', 'session_ended'],
  ['session_idle_timeout', 'session_ended'],
  ['person_suspended', 'access_lost'],
  ['client_inactive', 'access_lost'],
  ['grant_required', 'access_lost'],
  ['grant_revoked', 'access_lost'],
  ['insufficient_scope', 'not_shared'],
])

/** Everything a product backend asks of LGC. */
export function lgcClient(settings: DemoSettings): LgcClient {
  const { issuer, origin, clientId, clientSecret, serviceKey } = settings
  const redirectUri = `${origin}/callback`

  function exchangeCode(code: string, verifier: string): Promise<Answer<string>> {
    const body = JSON.stringify({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: clientId,
      client_secret: clientSecret,
      code_verifier: verifier,
    })
    const headers = { 'Content-Type': 'application/json' }
    return ask(`${issuer}/auth/token`, { method: 'POST', headers, body }, (answer) =>
      required(answer, 'session_token'),
    )
  }

  return {
    signInAddress: (state, challenge) =>
      addressOf(`${issuer}/login`, {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }),
    signOutAddress: () => addressOf(`${issuer}/logout`, { client_id: clientId, return_to: `${origin}/` }),
    exchangeCode,
    validateSession: (sessionToken) => {
      const headers = { ...bearer(sessionToken), 'X-API-Key': serviceKey }
      return ask(`${issuer}/auth/session`, { headers }, sessionFacts)
    },
    userinfo: (sessionToken) =>
      ask(`${issuer}/auth/userinfo`, { headers: bearer(sessionToken) }, sharedDetails),
    endSession: async (sessionToken) => {
      const request = { method: 'DELETE', headers: bearer(sessionToken) }
      const answer = await ask(`${issuer}/auth/session`, request, () => undefined)
      if (answer.ok || answer.refusal.reason === 'session_ended') return
      throw new LgcUnavailable(`LGC kept the session: ${answer.refusal.code}`)
    },
  }
}

function addressOf(page: string, parameters: Record<string, string>): string {
  return `${page}?${new URLSearchParams(parameters).toString()}`
}

function bearer(sessionToken: string): { Authorization: string } {
  return { Authorization: `Bearer ${sessionToken}` }
}

async function ask<T>(
  address: string,
  request: RequestInit,
  read: (answer: unknown) => T,
): Promise<Answer<T>> {
  const { status, body } = await send(address, request)
  if (status >= 500 || status === 429) throw new LgcUnavailable(`LGC answered ${status}`)
  return status < 300 ? { ok: true, value: read(body) } : { ok: false, refusal: refusalOf(body) }
}

// Redirects are refused: no answer of these calls is one, and the credentials must not follow it.
async function send(address: string, request: RequestInit): Promise<{ status: number; body: unknown }> {
  try {
    const signal = AbortSignal.timeout(5_000)
    const response = await fetch(address, { ...request, redirect: 'error', signal })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  } catch (cause) {
    throw new LgcUnavailable('LGC did not answer', { cause })
  }
}

function refusalOf(body: unknown): LgcRefusal {
  const code = textMember(body, 'code') ?? 'unknown'
  return {
    reason: reasons.get(code) ?? 'unexpected',
    code,
    requestId: textMember(body, 'request_id') ?? 'unknown',
  }
}

function sessionFacts(answer: unknown): SessionFacts {
  const session = member(answer, 'session')
  return {
    scopes: textsMember(session, 'scopes'),
    createdAt: required(session, 'created_at'),
    lastActiveAt: required(session, 'last_active_at'),
    expiresAt: required(session, 'expires_at'),
    idleExpiresAt: required(session, 'idle_expires_at'),
  }
}

function sharedDetails(answer: unknown): SharedDetails {
  return {
    name: textMember(answer, 'name'),
    email: textMember(answer, 'email'),
    emailIsVerified: member(answer, 'email_verified') === true,
  }
}

function required(value: unknown, name: string): string {
  const found = textMember(value, name)
  if (found === undefined) throw new LgcUnavailable(`LGC answered without ${name}`)
  return found
}
