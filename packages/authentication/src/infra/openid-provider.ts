import { type Clock, type Instant, type Result, accept, later, refuse } from '@lgc/kernel'
import type { AskOutside } from '@lgc/outbound'
import { z } from 'zod'
import type { AccountProvider } from '../app/ports.ts'
import { cachedKeys } from './cached-keys.ts'
import { type ForeignTokenRefusal, readForeignToken } from './jose-foreign-tokens.ts'

/** Google, or whoever plays its part in a test. */
export type ProviderSettings = {
  readonly issuer: string
  /** Who we are to it; the first one is used for signing in on our own pages. */
  readonly clientIds: readonly string[]
  /** Null where our own pages offer nothing of it. */
  readonly clientSecret: string | null
  /** Null where the discovery document says it. */
  readonly jwksUri: string | null
}

type Dependencies = { readonly ask: AskOutside; readonly now: Clock; readonly redirectUri: string }

const webAddress = z.url({ protocol: /^https?$/ })
const discovered = z.object({
  issuer: z.string(),
  authorization_endpoint: webAddress,
  token_endpoint: webAddress,
  jwks_uri: webAddress,
  authorization_response_iss_parameter_supported: z.boolean().optional(),
})
const tokenAnswer = z.object({ id_token: z.string() })
const profile = z.object({ email_verified: z.literal(true), name: z.string().optional() })

type Discovered = z.output<typeof discovered>

const keptForSeconds = 3600
const longestName = 100
/** What is refused for reasons of ours, not because of the token. */
const faultless: ReadonlySet<ForeignTokenRefusal> = new Set(['keys_unavailable'])

export function openIdProvider(settings: ProviderSettings, dependencies: Dependencies): AccountProvider {
  const { ask, now, redirectUri } = dependencies
  const { issuer, clientIds, clientSecret, jwksUri } = settings
  const discover = discovery(issuer, dependencies)
  const findUri = async (): Promise<string | undefined> => jwksUri ?? (await discover())?.jwks_uri
  const keys = cachedKeys({ ask, findUri, now })
  const issuers = issuersOf(issuer)
  const [clientId = ''] = clientIds

  return {
    async readToken(token, nonce) {
      const read = await readForeignToken(token, keys, { issuers, audiences: clientIds, nonce, now: now() })
      if (!read.ok) return faultless.has(read.refusal) ? refuse('unavailable') : refuse(read.refusal)
      const told = profile.safeParse(read.value.claims)
      if (!told.success) return refuse('email_verified')
      return accept({ subject: read.value.subject, name: nameOf(told.data.name) })
    },

    async authorizationUrl({ state, nonce, codeChallenge }) {
      const found = await discover()
      if (!found) return undefined
      const url = new URL(found.authorization_endpoint)
      const parameters = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        prompt: 'select_account',
      }
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      return url.href
    },

    /** RFC 9207, section 2.4. */
    async isAnswerOf(iss) {
      if (iss !== null) return iss === issuer
      return (await discover())?.authorization_response_iss_parameter_supported !== true
    },

    async exchangeCode({ code, codeVerifier }) {
      const found = await discover()
      if (!found || clientSecret === null) return refuse('unavailable')
      const parameters = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        client_id: clientId,
        client_secret: clientSecret,
        code_verifier: codeVerifier,
      }
      return exchange(ask, found.token_endpoint, parameters)
    },
  }
}

async function exchange(
  ask: AskOutside,
  url: string,
  parameters: Readonly<Record<string, string>>,
): Promise<Result<string, 'unavailable' | 'code'>> {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' }
  const body = new URLSearchParams(parameters).toString()
  const answer = await ask({ url, method: 'POST', headers, body })
  if (!answer.ok || answer.value.status >= 500) return refuse('unavailable')
  if (answer.value.status !== 200) return refuse('code')
  const told = tokenAnswer.safeParse(parseJson(answer.value.text()))
  return told.success ? accept(told.data.id_token) : refuse('code')
}

/** What the issuer says of itself, kept for an hour; of no use when it speaks for another (OpenID Discovery, 4.3). */
function discovery(issuer: string, { ask, now }: Dependencies): () => Promise<Discovered | undefined> {
  let known: { readonly found: Discovered; readonly since: Instant } | undefined
  return async () => {
    if (known && now() < later(known.since, keptForSeconds)) return known.found
    const answer = await ask({ url: `${issuer}/.well-known/openid-configuration` })
    const told = answer.ok && answer.value.status === 200 ? parseJson(answer.value.text()) : undefined
    const found = discovered.safeParse(told)
    if (found.success && found.data.issuer === issuer) known = { found: found.data, since: now() }
    return known?.found
  }
}

/** Google's tokens name it with and without the scheme. */
function issuersOf(issuer: string): readonly string[] {
  return issuer === 'https://accounts.google.com' ? [issuer, 'accounts.google.com'] : [issuer]
}

/** As much of it as a name may have here; whoever it is of is asked about it anyway. */
function nameOf(told: string | undefined): string | null {
  const name = told?.slice(0, longestName).toWellFormed().trim() ?? ''
  return name === '' ? null : name
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
