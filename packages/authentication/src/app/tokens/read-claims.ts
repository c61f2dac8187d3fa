import { type Caller, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type Claims, type Profile, claimsFor, claimsNamed } from '../../domain/claims.ts'
import { reported } from '../reporting.ts'
import type { TransactOnTokens } from './ports.ts'
import type { AccessTokenRefusal, LiveAccess, ReadAccessToken } from './read-access-token.ts'

export type PresentedAccess = {
  readonly token: string | null
  /** Of the key that was proved with it (RFC 9449); null when it came as a bearer token. */
  readonly dpopThumbprint: string | null
}

export type ClaimsRefusal = 'access_token_missing' | AccessTokenRefusal | 'insufficient_scope'

/** Who is signed in, as far as the person consented (OpenID Connect Core 1.0, section 5.3). */
export type ReadClaims = (
  presented: PresentedAccess,
  caller: Caller,
) => Promise<Result<Claims, ClaimsRefusal>>

type Dependencies = {
  readonly readAccessToken: ReadAccessToken
  readonly loadProfile: (personXid: Xid) => Promise<Profile | undefined>
  readonly transact: TransactOnTokens
  readonly issuer: string
}

export function readClaims({ readAccessToken, loadProfile, transact, issuer }: Dependencies): ReadClaims {
  const claims = async (presented: PresentedAccess): Promise<Result<Claims, ClaimsRefusal>> => {
    if (presented.token === null) return refuse('access_token_missing')
    const read = await readAccessToken(presented.token)
    if (!read.ok) return read
    const { token, scopes, holder } = read.value
    // Bound or not, a token is presented as it was issued: a stolen one cannot be passed off as a bearer token.
    if (token.dpopThumbprint !== presented.dpopThumbprint) return refuse('access_token_invalid')
    if (!token.audience.includes(issuer)) return refuse('access_token_invalid')
    if (!holder || !scopes.includes('openid')) return refuse('insufficient_scope')
    const profile = await loadProfile(holder.session.personXid)
    return profile ? accept(released(profile, read.value, holder)) : refuse('access_token_invalid')
  }

  return async (presented, caller) => {
    const outcome = await claims(presented)
    return outcome.ok ? outcome : transact(caller, (unit) => reported(unit, outcome, 'access_token_refused'))
  }
}

function released(
  profile: Profile,
  { token, scopes }: LiveAccess,
  { session, releasableScopes, accessLevel }: NonNullable<LiveAccess['holder']>,
): Claims {
  const asking = { clientId: token.clientId, accessLevel }
  const named = Object.keys(session.requestedClaims?.userinfo ?? {})
  const all = claimsFor(profile, releasableScopes, asking)
  return { ...claimsNamed(all, named), ...claimsFor(profile, scopes, asking) }
}
