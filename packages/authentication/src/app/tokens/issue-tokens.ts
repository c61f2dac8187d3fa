import type { Xid } from '@lgc/kernel'
import { type Profile, claimsFor, claimsNamed } from '../../domain/claims.ts'
import type { MintIdToken } from '../keys/mint-id-token.ts'
import type { SignToken } from '../keys/sign-token.ts'
import type { MintedAccessToken, TokenHolder } from './mint-access-token.ts'

/** A successful answer of the token endpoint (RFC 6749, section 5.1). */
export type IssuedTokens = {
  readonly accessToken: string
  readonly tokenType: 'Bearer' | 'DPoP'
  readonly expiresInSeconds: number
  readonly scopes: readonly string[]
  readonly refreshToken: string | null
  readonly idToken: string | null
  readonly personXid: Xid | null
}

/** What a transaction granted; signing it is left for afterwards. */
export type Granted = TokenHolder & {
  readonly access: MintedAccessToken
  readonly refreshToken: string | null
  /** To be repeated in the ID token; null where none came, or where it was repeated before. */
  readonly nonce: string | null
  /** All that the person lets the client know, whether or not it asked for it now. */
  readonly releasableScopes: readonly string[]
}

export type IssueTokens = (granted: Granted) => Promise<IssuedTokens>

type Dependencies = {
  readonly signToken: SignToken
  readonly mintIdToken: MintIdToken
  readonly loadProfile: (personXid: Xid) => Promise<Profile | undefined>
}

export function issueTokens({ signToken, mintIdToken, loadProfile }: Dependencies): IssueTokens {
  const namedClaims = async ({ session, client, releasableScopes }: Granted) => {
    const names = Object.keys(session?.requestedClaims?.idToken ?? {})
    const profile = session && names.length > 0 ? await loadProfile(session.personXid) : undefined
    if (!profile) return {}
    const asking = { clientId: client.clientId, accessLevel: null }
    return claimsNamed(claimsFor(profile, releasableScopes, asking), names)
  }

  const idTokenFor = async (granted: Granted, accessToken: string): Promise<string | null> => {
    const { client, session, terms, nonce } = granted
    if (session === null || !terms.scopes.includes('openid')) return null
    const { personXid, authTime, amr, xid: sessionXid } = session
    const person = { personXid, clientId: client.clientId, authTime, amr, nonce, sessionXid }
    const claims = await namedClaims(granted)
    return mintIdToken({ person, algorithm: client.oauth.idTokenSignedResponseAlg, accessToken, claims })
  }

  return async (granted) => {
    const { access, session, terms, refreshToken } = granted
    const accessToken =
      'token' in access
        ? access.token
        : await signToken({ alg: access.algorithm, typ: 'at+jwt', claims: access.claims })
    return {
      accessToken,
      tokenType: terms.dpopThumbprint === null ? 'Bearer' : 'DPoP',
      expiresInSeconds: access.expiresInSeconds,
      scopes: terms.scopes,
      refreshToken,
      idToken: await idTokenFor(granted, accessToken),
      personXid: session?.personXid ?? null,
    }
  }
}
