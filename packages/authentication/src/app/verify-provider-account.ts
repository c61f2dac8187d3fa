import { type Caller, type Clock, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type Verified, issueVerification } from './issue-verification.ts'
import type { CheckAccount, Clients, ProviderAccount, VerificationTokens } from './ports.ts'
import { realmOf } from './realm-of.ts'

export type AccountClaim = {
  readonly account: ProviderAccount
  /** Names the realm; without it the default one is meant. */
  readonly clientId: string | null
}

/** Answers for the account that a provider vouched for with a token that says who that is here. */
export type VerifyProviderAccount<Refusal> = (
  claim: AccountClaim,
  caller: Caller,
) => Promise<Result<Verified, Refusal | 'client_unknown'>>

type Dependencies<Refusal> = {
  readonly checkAccount: CheckAccount<Refusal>
  readonly clients: Pick<Clients, 'find'>
  readonly verificationTokens: VerificationTokens
  readonly defaultRealmXid: Xid
  readonly now: Clock
}

export function verifyProviderAccount<Refusal>(
  dependencies: Dependencies<Refusal>,
): VerifyProviderAccount<Refusal> {
  return async ({ account, clientId }, caller) => {
    const realmXid = await realmOf(dependencies, clientId)
    if (realmXid === undefined) return refuse('client_unknown')
    const checked = await dependencies.checkAccount({ realmXid, subject: account.subject }, caller)
    return checked.ok ? accept(issueVerification(dependencies, checked.value, ['google'])) : checked
  }
}
