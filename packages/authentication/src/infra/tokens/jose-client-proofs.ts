import { type Clock, type Result, accept, refuse } from '@lgc/kernel'
import type { AskOutside } from '@lgc/outbound'
import {
  type CompactVerifyGetKey,
  type JSONWebKeySet,
  type JWK,
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  importJWK,
} from 'jose'
import type { ClientProofs } from '../../app/tokens/ports.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import { cachedKeys } from '../cached-keys.ts'
import { KeysUnavailable } from '../jose-foreign-tokens.ts'

const longestProof = 16_384
const rememberedUris = 1000
/** Members of a JWK that could sign (RFC 7518, section 6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

type Untrusted = Readonly<Record<string, unknown>>

/**
 * Keys are those that the client registered. What a header says about where keys are (`jku`, `x5u`) is never
 * followed; only a DPoP proof brings its own, which proves nothing but that whoever made it has it.
 */
export function joseClientProofs({
  ask,
  now,
}: {
  readonly ask: AskOutside
  readonly now: Clock
}): ClientProofs {
  const byUri = new Map<string, CompactVerifyGetKey>()
  const keysAt = (uri: string): CompactVerifyGetKey => {
    const known = byUri.get(uri) ?? cachedKeys({ ask, findUri: async () => uri, now })
    if (byUri.size >= rememberedUris) byUri.clear()
    byUri.set(uri, known)
    return known
  }

  return {
    issuerIn(assertion) {
      const issuer = partsOf(assertion)?.claims['iss']
      return typeof issuer === 'string' ? issuer : undefined
    },

    async readAssertion(assertion, client, algorithms) {
      const parts = partsOf(assertion)
      if (!parts || !isAssertion(parts.header['typ'])) return refuse('malformed')
      const keys = keysOf(client, keysAt)
      if (!keys) return refuse('signature')
      return signedBy(assertion, { keys, algorithms, claims: parts.claims })
    },

    async readDpopProof(proof, algorithms) {
      const parts = partsOf(proof)
      const jwk = parts?.header['jwk']
      if (!parts || parts.header['typ'] !== 'dpop+jwt' || !isPublicJwk(jwk)) return undefined
      const { alg } = parts.header
      if (typeof alg !== 'string' || !algorithms.includes(alg)) return undefined
      try {
        await compactVerify(proof, await importJWK(jwk, alg), { algorithms: [alg] })
        return { claims: parts.claims, thumbprint: await calculateJwkThumbprint(jwk, 'sha256') }
      } catch {
        return undefined
      }
    },
  }
}

function keysOf(
  { oauth }: RegisteredClient,
  keysAt: (uri: string) => CompactVerifyGetKey,
): CompactVerifyGetKey | undefined {
  if (oauth.jwksUri !== null) return keysAt(oauth.jwksUri)
  if (oauth.jwks === null) return undefined
  return createLocalJWKSet({ keys: oauth.jwks.keys.map((key) => ({ ...key })) } as JSONWebKeySet)
}

type Signed = {
  readonly keys: CompactVerifyGetKey
  readonly algorithms: readonly string[]
  readonly claims: Untrusted
}

async function signedBy(
  token: string,
  { keys, algorithms, claims }: Signed,
): Promise<Result<Untrusted, 'signature' | 'keys_unavailable'>> {
  try {
    await compactVerify(token, keys, { algorithms: [...algorithms] })
    return accept(claims)
  } catch (error) {
    return refuse(error instanceof KeysUnavailable ? 'keys_unavailable' : 'signature')
  }
}

/** RFC 8725, section 3.11: a token that says to be of another kind is none. */
function isAssertion(typ: unknown): boolean {
  return typ === undefined || typ === 'JWT' || typ === 'client-authentication+jwt'
}

function isPublicJwk(value: unknown): value is JWK {
  const isKey = typeof value === 'object' && value !== null && 'kty' in value
  return isKey && value.kty !== 'oct' && !privateMembers.some((member) => member in value)
}

/** RFC 7797 and extensions that must be understood are not for tokens of this kind. */
function partsOf(token: string): { readonly header: Untrusted; readonly claims: Untrusted } | undefined {
  if (token.length > longestProof) return undefined
  const parts = token.split('.')
  const [header, claims] = parts.slice(0, 2).map(jsonObjectIn)
  const isPlain = header !== undefined && !('crit' in header) && !('b64' in header)
  return parts.length === 3 && isPlain && claims ? { header, claims } : undefined
}

function jsonObjectIn(part: string): Untrusted | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
