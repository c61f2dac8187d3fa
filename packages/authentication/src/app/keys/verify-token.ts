import { type Clock, type Instant, type Result, refuse } from '@lgc/kernel'
import { publishedKeys } from '../../domain/keys/keyring.ts'
import type { SigningKey } from '../../domain/keys/signing-key.ts'
import {
  type ClaimsRefusal,
  type ExpectedToken,
  type TokenClaims,
  type TokenHeader,
  checkClaims,
  parseTokenHeader,
} from '../../domain/keys/token.ts'
import type { Keyring, TokenSignatures } from './ports.ts'

export type TokenRefusal =
  | ClaimsRefusal
  | 'token_type_mismatch'
  | 'token_algorithm_refused'
  | 'token_key_unknown'
  | 'token_signature_wrong'

/**
 * Tells whether a token is one of ours, of the kind that is expected and still good. Which key that may be is
 * decided by our own list; nothing that the token says is fetched or believed before.
 */
export type VerifyToken = (
  token: string,
  expected: ExpectedToken,
) => Promise<Result<TokenClaims, TokenRefusal>>

type Dependencies = {
  readonly keyring: Keyring
  readonly signatures: TokenSignatures
  readonly issuer: string
  readonly now: Clock
}

export function verifyToken({ keyring, signatures, issuer, now }: Dependencies): VerifyToken {
  return async (token, expected) => {
    const unproven = signatures.read(token)
    const header = unproven && parseTokenHeader(unproven.header)
    if (!header) return refuse('token_malformed')
    if (header.typ !== expected.typ) return refuse('token_type_mismatch')
    if (expected.algorithms && !expected.algorithms.includes(header.alg))
      return refuse('token_algorithm_refused')
    const at = now()
    const key = keyFor(await keyring.read(), header, { at, isHint: expected.isHint ?? false })
    if (!key) return refuse('token_key_unknown')
    if (!(await signatures.isSignedBy(key, token))) return refuse('token_signature_wrong')
    return checkClaims(unproven.claims, expected, { issuer, now: at })
  }
}

function keyFor(
  keys: readonly SigningKey[],
  { alg, kid }: TokenHeader,
  { at, isHint }: { readonly at: Instant; readonly isHint: boolean },
): SigningKey | undefined {
  const good = isHint ? keys.filter(({ revokedAt }) => revokedAt === null) : publishedKeys(keys, at)
  return good.find((key) => key.kid === kid && key.algorithm === alg)
}
