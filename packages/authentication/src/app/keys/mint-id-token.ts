import type { Clock } from '@lgc/kernel'
import { type SignedInPerson, idTokenClaims } from '../../domain/keys/id-token.ts'
import type { SigningAlgorithm } from '../../domain/keys/signing-key.ts'
import type { TokenSignatures } from './ports.ts'
import type { SignToken } from './sign-token.ts'

/** Says to a client, signed as it wants it, who signed in, when and how. */
export type MintIdToken = (order: {
  readonly person: SignedInPerson
  readonly algorithm: SigningAlgorithm
  /** The access token that goes with it; null where none does. */
  readonly accessToken: string | null
  /** What else the client asked to be told; never in place of what an ID token says anyway. */
  readonly claims?: Readonly<Record<string, unknown>>
}) => Promise<string>

type Dependencies = {
  readonly signToken: SignToken
  readonly signatures: Pick<TokenSignatures, 'halfDigest'>
  readonly issuer: string
  readonly now: Clock
}

export function mintIdToken({ signToken, signatures, issuer, now }: Dependencies): MintIdToken {
  return ({ person, algorithm, accessToken, claims: more = {} }) => {
    const accessTokenHash = accessToken === null ? null : signatures.halfDigest(algorithm, accessToken)
    const claims = idTokenClaims(person, { issuer, now: now(), accessTokenHash })
    return signToken({ alg: algorithm, typ: 'JWT', claims: { ...more, ...claims } })
  }
}
