import type { Xid } from '@lgc/kernel'
import type { RequestedClaims } from './requested-claims.ts'

/** What an OpenID request binds to the code that answers it. */
export type OpenIdTerms = {
  /** As the client sent it, to be repeated in the ID token. */
  readonly nonce: string | null
  /** Resource indicators (RFC 8707). */
  readonly resources: readonly string[]
  readonly claims: RequestedClaims | null
  /** Thumbprint of the key that the code is bound to (RFC 9449, section 10). */
  readonly dpopThumbprint: string | null
}

/** How the answer travels (OAuth 2.0 Multiple Response Type Encoding Practices; OAuth 2.0 Form Post Response Mode). */
export const responseModes = ['query', 'fragment', 'form_post'] as const
export type ResponseMode = (typeof responseModes)[number]

/** What an authorization request of OpenID Connect says beyond the native one. */
export type OpenIdParameters = OpenIdTerms & {
  readonly responseMode: ResponseMode
  readonly loginHint: string | null
  readonly uiLocales: readonly string[]
  /** The person that `id_token_hint` names: nobody else may answer. */
  readonly hintedPersonXid: Xid | null
  /** The request as it was kept here before the browser came with it (RFC 9126); it is answered once. */
  readonly pushedXid: Xid | null
}
