import type { Clock } from '@lgc/kernel'
import { longestTokenLifetimeInSeconds, signerOf } from '../../domain/keys/keyring.ts'
import type { SigningAlgorithm } from '../../domain/keys/signing-key.ts'
import type { TokenClaims, TokenType } from '../../domain/keys/token.ts'
import type { EnsureKeys } from './ensure-keys.ts'
import type { TokenSignatures } from './ports.ts'

/** Signs claims with the key that signs now. Never inside a transaction: signing takes its time. */
export type SignToken = (token: {
  readonly alg: SigningAlgorithm
  readonly typ: TokenType
  readonly claims: TokenClaims
}) => Promise<string>

type Dependencies = {
  readonly ensureKeys: EnsureKeys
  readonly signatures: TokenSignatures
  readonly now: Clock
}

export function signToken({ ensureKeys, signatures, now }: Dependencies): SignToken {
  return async ({ alg, typ, claims }) => {
    if (claims.exp - claims.iat > longestTokenLifetimeInSeconds)
      throw new Error('A token may not outlive the publication of its key')
    const key = signerOf(await ensureKeys([alg]), alg, now())
    if (!key) throw new Error(`There is no key that signs with ${alg}`)
    return signatures.sign(key, { alg, kid: key.kid, typ }, claims)
  }
}
