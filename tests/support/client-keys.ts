import { randomUUID } from 'node:crypto'
import { type CryptoKey, type JWK, SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import { issuer } from './signing-in.ts'

/** A key that only a client has. */
export type ClientKey = {
  readonly algorithm: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
  readonly thumbprint: string
}

export async function newClientKey(algorithm = 'ES256', kid?: string): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  const bare = await exportJWK(publicKey)
  const publicJwk = { ...bare, ...(kid === undefined ? {} : { kid }) }
  return { algorithm, privateKey, publicJwk, thumbprint: await calculateJwkThumbprint(bare, 'sha256') }
}

type Members = Readonly<Record<string, unknown>>

export const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** An assertion of the client as RFC 7523 wants it; `more` says what is different about it. */
export function assertionOf(
  { algorithm, privateKey, publicJwk }: ClientKey,
  clientId: string,
  {
    now,
    claims = {},
    header = {},
  }: { readonly now: number; readonly claims?: Members; readonly header?: Members },
): Promise<string> {
  const seconds = Math.floor(now / 1000)
  const said = { iss: clientId, sub: clientId, aud: issuer, jti: randomUUID() }
  const times = { iat: seconds, exp: seconds + 60 }
  const kid = publicJwk.kid === undefined ? {} : { kid: publicJwk.kid }
  return new SignJWT({ ...said, ...times, ...claims })
    .setProtectedHeader({ alg: algorithm, ...kid, ...header })
    .sign(privateKey)
}

/** A DPoP proof (RFC 9449, section 4.2); `more` says what is different about it. */
export function dpopProof(
  { algorithm, privateKey, publicJwk }: ClientKey,
  htu: string,
  {
    now,
    claims = {},
    header = {},
  }: { readonly now: number; readonly claims?: Members; readonly header?: Members },
): Promise<string> {
  const said = { htm: 'POST', htu, jti: randomUUID(), iat: Math.floor(now / 1000) }
  return new SignJWT({ ...said, ...claims })
    .setProtectedHeader({ alg: algorithm, typ: 'dpop+jwt', jwk: publicJwk, ...header })
    .sign(privateKey)
}
