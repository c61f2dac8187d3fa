import { type Caller, type Result, type Transact, refuse } from '@lgc/kernel'
import type { AccountProvider, AuthenticationUnit, ProviderAccount } from './ports.ts'

export type ProviderProof = {
  readonly idToken: string
  /** What was sent along when the token was asked for; null when nothing was. */
  readonly nonce: string | null
}

export type ProviderTokenRefusal = 'challenge_unsupported' | 'google_token_invalid' | 'google_unavailable'

/**
 * Whose account a token vouches for. Every reason why a token is not believed looks alike from outside; what it was is
 * on the record.
 */
export type ReadProviderToken = (
  proof: ProviderProof,
  caller: Caller,
) => Promise<Result<ProviderAccount, ProviderTokenRefusal>>

type Dependencies = {
  /** Null where nobody else's accounts are accepted. */
  readonly provider: AccountProvider | null
  readonly transact: Transact<AuthenticationUnit>
}

export function readProviderToken({ provider, transact }: Dependencies): ReadProviderToken {
  return async ({ idToken, nonce }, caller) => {
    if (!provider) return refuse('challenge_unsupported')
    const read = await provider.readToken(idToken, nonce)
    if (read.ok) return read
    const reason = read.refusal
    if (reason === 'unavailable') return refuse('google_unavailable')
    await transact(caller, ({ report }) => report({ event: 'google_token_invalid', details: { reason } }))
    return refuse('google_token_invalid')
  }
}
