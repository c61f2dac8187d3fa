import { type Caller, type Clock, type Result, accept } from '@lgc/kernel'
import { type Verified, issueVerification } from './issue-verification.ts'
import type { CheckCode, CodeChallenge, VerificationTokens } from './ports.ts'

/** With what the browser is to keep of this proof. */
export type VerifiedByCode = Verified & { readonly device: string }

/** Proves who somebody is by a code that was sent to them, and answers with a token that says so for five minutes. */
export type VerifyByCode<Refusal> = (
  challenge: CodeChallenge,
  caller: Caller,
) => Promise<Result<VerifiedByCode, Refusal>>

type Dependencies<Refusal> = {
  readonly checkCode: CheckCode<Refusal>
  readonly verificationTokens: VerificationTokens
  readonly now: Clock
}

/** RFC 8176 has a word for codes, and one for how they came if it was by a phone. */
const amr = { otp_sms: ['otp', 'sms'], otp_email: ['otp'] } as const

export function verifyByCode<Refusal>(dependencies: Dependencies<Refusal>): VerifyByCode<Refusal> {
  return async (challenge, caller) => {
    const checked = await dependencies.checkCode(challenge, caller)
    if (!checked.ok) return checked
    const verified = issueVerification(dependencies, checked.value, amr[challenge.method])
    return accept({ ...verified, device: checked.value.device })
  }
}
