/** One claim as the `claims` parameter asks for it (OpenID Connect Core, section 5.5.1). */
export type ClaimRequest = {
  readonly essential?: boolean
  readonly value?: string | number | boolean
  readonly values?: readonly (string | number | boolean)[]
} | null

/** The `claims` parameter (OpenID Connect Core, section 5.5). */
export type RequestedClaims = {
  readonly userinfo: Readonly<Record<string, ClaimRequest>>
  readonly idToken: Readonly<Record<string, ClaimRequest>>
}

/** What an OpenID request binds to the code that answers it. */
export type OpenIdTerms = {
  /** Resource indicators (RFC 8707). */
  readonly resources: readonly string[]
  readonly claims: RequestedClaims | null
  /** Thumbprint of the key that the code is bound to (RFC 9449, section 10). */
  readonly dpopThumbprint: string | null
}

export const responseModes = ['query', 'fragment', 'form_post'] as const
export type ResponseMode = (typeof responseModes)[number]

/** What an authorization request of OpenID Connect says beyond the native one. */
export type OpenIdParameters = OpenIdTerms & {
  readonly responseMode: ResponseMode
  readonly acrValues: readonly string[]
  readonly loginHint: string | null
  readonly uiLocales: readonly string[]
  /** The person that `id_token_hint` names: nobody else may answer. */
  readonly hintedPersonXid: string | null
}
