import { challengeOf, newSecret } from './pkce.ts'

export type AuthorizeRequest = {
  readonly redirectUri: string
  /** Separated by blanks. */
  readonly scope: string
  /** Made for you unless you bring one; never guessable, never used twice. */
  readonly state?: string
  readonly nonce?: string
  readonly prompt?: 'none' | 'login' | 'consent'
  /** Ask again whoever signed in longer ago than these seconds. */
  readonly maxAge?: number
}

/** Where to send the browser, and what to keep until it comes back: on the server or in an HttpOnly cookie. */
export type AuthorizeUrl = {
  readonly url: string
  readonly state: string
  readonly codeVerifier: string
}

type Product = { readonly issuer: string; readonly clientId: string }

/** RFC 6749, section 4.1.1, always with PKCE (RFC 7636). */
export async function authorizeUrl(product: Product, request: AuthorizeRequest): Promise<AuthorizeUrl> {
  const { redirectUri, scope, state = newSecret(), nonce, prompt, maxAge } = request
  if (state === '') throw new Error('An empty state protects nobody: leave it out, and one is made')
  const codeVerifier = newSecret()
  const url = addressOf(`${product.issuer}/login`, {
    response_type: 'code',
    client_id: product.clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    prompt,
    max_age: maxAge?.toString(),
    code_challenge: await challengeOf(codeVerifier),
    code_challenge_method: 'S256',
  })
  return { url, state, codeVerifier }
}

export function addressOf(page: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `${page}?${new URLSearchParams(present).toString()}`
}
