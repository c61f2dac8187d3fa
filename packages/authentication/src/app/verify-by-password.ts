import { type Caller, type Clock, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type Verified, issueVerification } from './issue-verification.ts'
import type { CheckPassword, Clients, VerificationTokens } from './ports.ts'
import { realmOf } from './realm-of.ts'

export type PasswordChallenge = {
  readonly identifier: string
  readonly password: string
  /** Names the realm; without it the default one is meant. */
  readonly clientId: string | null
  /** What the browser keeps of earlier proofs, if it came along. */
  readonly device?: string | null
}

/** With what the browser is to keep of this proof. */
export type VerifiedByPassword = Verified & { readonly device: string }

/** Proves who somebody is by a password, and answers with a token that says so for five minutes. */
export type VerifyByPassword<Refusal> = (
  challenge: PasswordChallenge,
  caller: Caller,
) => Promise<Result<VerifiedByPassword, Refusal | 'client_unknown'>>

type Dependencies<Refusal> = {
  readonly checkPassword: CheckPassword<Refusal>
  readonly clients: Pick<Clients, 'find'>
  readonly verificationTokens: VerificationTokens
  readonly defaultRealmXid: Xid
  readonly now: Clock
}

export function verifyByPassword<Refusal>(dependencies: Dependencies<Refusal>): VerifyByPassword<Refusal> {
  const { checkPassword } = dependencies
  return async ({ identifier, password, clientId, device = null }, caller) => {
    const realmXid = await realmOf(dependencies, clientId)
    if (realmXid === undefined) return refuse('client_unknown')
    const checked = await checkPassword({ realmXid, identifier, password, device }, caller)
    if (!checked.ok) return checked
    const verified = issueVerification(dependencies, checked.value, ['pwd'])
    return accept({ ...verified, device: checked.value.device })
  }
}
