import type { Caller, Result } from '@lgc/kernel'
import type { Verified } from './issue-verification.ts'
import type { ProviderProof, ProviderTokenRefusal, ReadProviderToken } from './read-provider-token.ts'
import type { VerifyProviderAccount } from './verify-provider-account.ts'

export type ProviderChallenge = ProviderProof & { readonly clientId: string | null }

/** Proves who somebody is by the token of a provider. */
export type VerifyByProvider<Refusal> = (
  challenge: ProviderChallenge,
  caller: Caller,
) => Promise<Result<Verified, Refusal | ProviderTokenRefusal | 'client_unknown'>>

type Dependencies<Refusal> = {
  readonly readProviderToken: ReadProviderToken
  readonly verifyProviderAccount: VerifyProviderAccount<Refusal>
}

export function verifyByProvider<Refusal>({
  readProviderToken,
  verifyProviderAccount,
}: Dependencies<Refusal>): VerifyByProvider<Refusal> {
  return async ({ idToken, nonce, clientId }, caller) => {
    const read = await readProviderToken({ idToken, nonce }, caller)
    return read.ok ? verifyProviderAccount({ account: read.value, clientId }, caller) : read
  }
}
