import type { Clock, Instant, NewXid, Xid } from '@lgc/kernel'
import { authenticationClass } from '../../domain/keys/id-token.ts'
import type { SigningAlgorithm } from '../../domain/keys/signing-key.ts'
import type { TokenClaims } from '../../domain/keys/token.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import type { Session } from '../../domain/session.ts'
import { type TokenTerms, endOfToken } from '../../domain/tokens/access-token.ts'
import type { Secrets } from '../ports.ts'
import type { TokenUnit } from './ports.ts'

/** Whose token it is to be: of a person at a client, or of a client that acts for itself. */
export type TokenHolder = {
  readonly client: RegisteredClient
  readonly session: Session | null
  readonly terms: TokenTerms
}

/** An access token that is kept, or what is to be signed as one when the transaction is over. */
export type MintedAccessToken = { readonly expiresInSeconds: number } & (
  | { readonly token: string }
  | { readonly claims: TokenClaims; readonly algorithm: SigningAlgorithm }
)

export type MintingTools = {
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
  readonly issuer: string
}

export async function mintAccessToken(
  { accessTokens }: Pick<TokenUnit, 'accessTokens'>,
  holder: TokenHolder,
  { secrets, newXid, now, issuer }: MintingTools,
): Promise<MintedAccessToken> {
  const { client, session, terms } = holder
  const at = now()
  const { accessTokenLifetime, accessTokenFormat, idTokenSignedResponseAlg: algorithm } = client.oauth
  const expiresAt = endOfToken(accessTokenLifetime, session?.expiresAt ?? null, at)
  const expiresInSeconds = Math.floor((expiresAt - at) / 1000)
  const xid = newXid()
  if (accessTokenFormat === 'jwt') {
    const claims = accessTokenClaims(holder, { xid, issuer, createdAt: at, expiresAt })
    return { claims, algorithm, expiresInSeconds }
  }
  const token = secrets.make('lgat_')
  const times = { createdAt: at, expiresAt }
  const belonging = { clientXid: client.xid, sessionXid: session?.xid ?? null }
  await accessTokens.add({ xid, digest: secrets.digest(token), ...belonging, ...terms, ...times })
  return { token, expiresInSeconds }
}

type Circumstances = {
  readonly xid: Xid
  readonly issuer: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/** RFC 9068, section 2.2. */
function accessTokenClaims(
  { client, session, terms }: TokenHolder,
  { xid, issuer, createdAt, expiresAt }: Circumstances,
): TokenClaims {
  const { scopes, audience, dpopThumbprint } = terms
  return {
    iss: issuer,
    sub: session?.personXid ?? client.clientId,
    aud: audience.length === 1 ? audience[0] : audience,
    client_id: client.clientId,
    jti: xid,
    iat: Math.floor(createdAt / 1000),
    exp: Math.floor(expiresAt / 1000),
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...(session === null ? {} : authenticationOf(session)),
    ...(dpopThumbprint === null ? {} : { cnf: { jkt: dpopThumbprint } }),
  }
}

function authenticationOf({ xid, authTime, amr }: Session): Readonly<Record<string, unknown>> {
  return { sid: xid, auth_time: Math.floor(authTime / 1000), acr: authenticationClass, amr }
}
