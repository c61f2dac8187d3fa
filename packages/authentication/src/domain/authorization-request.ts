import { type Result, accept, refuse } from '@lgc/kernel'
import type { OpenIdParameters } from './openid/openid-terms.ts'
import { type PkceRefusal, checkChallenge } from './pkce.ts'
import type { RegisteredClient } from './registered-client.ts'
import { type Scopes, missingFrom, parseScopes } from './scopes.ts'

export const prompts = ['none', 'login', 'consent', 'select_account'] as const
export type Prompt = (typeof prompts)[number]

/** What a client asks for on behalf of a browser (RFC 6749, section 4.1.1), well-formed but not yet believed. */
export type AuthorizationRequest = {
  readonly clientId: string
  readonly redirectUri: string
  readonly responseType: string
  readonly scope: string | readonly string[]
  readonly state: string | null
  readonly nonce: string | null
  readonly codeChallenge: string | null
  readonly codeChallengeMethod: string | null
  /** Empty for the usual course; `none` stands alone. */
  readonly prompts: readonly Prompt[]
  readonly maxAgeInSeconds: number | null
  /** Null when it came by the native flow. */
  readonly openid: OpenIdParameters | null
}

export type RequestRefusal =
  | 'client_inactive'
  | 'redirect_uri_mismatch'
  | 'response_type_unsupported'
  | 'scope_invalid'
  | { readonly reason: 'scope_not_allowed'; readonly details: { readonly not_allowed: readonly string[] } }
  | PkceRefusal

/** A request whose client, redirect URI and parameters are all in order. */
export type CheckedRequest = {
  readonly client: RegisteredClient
  readonly redirectUri: string
  readonly scopes: Scopes
  readonly state: string | null
  readonly nonce: string | null
  readonly codeChallenge: string | null
  readonly openid: OpenIdParameters | null
}

/** Refusals before which the redirect URI cannot be trusted: the browser must never be sent there with them. */
export const refusalsWithoutRedirect: ReadonlySet<string> = new Set([
  'client_unknown',
  'client_inactive',
  'redirect_uri_mismatch',
])

/** The checks that need no person, in their normative order. */
export function checkRequest(
  request: AuthorizationRequest,
  client: RegisteredClient,
): Result<CheckedRequest, RequestRefusal> {
  if (!client.isActive) return refuse('client_inactive')
  if (!client.acceptsRedirectUri(request.redirectUri)) return refuse('redirect_uri_mismatch')
  if (request.responseType !== 'code') return refuse('response_type_unsupported')
  const scopes = parseScopes(request.scope)
  if (!scopes.ok) return scopes
  const notAllowed = missingFrom(client.allowedScopes, scopes.value)
  if (notAllowed.length > 0)
    return refuse({ reason: 'scope_not_allowed', details: { not_allowed: notAllowed } })
  const challenge = checkChallenge(request, !client.isConfidential || client.oauth.requiresPkce)
  if (!challenge.ok) return challenge
  const { redirectUri, state, nonce, openid } = request
  const codeChallenge = challenge.value
  return accept({ client, redirectUri, scopes: scopes.value, state, nonce, codeChallenge, openid })
}
