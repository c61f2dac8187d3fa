import { type Result, accept } from '@lgc/kernel'
import { type IdentityType, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import { type ChallengeMethod, challengeMethods } from '../domain/identity.ts'
import { codeMethodOf } from '../domain/one-time-code.ts'
import type { CodeRules } from './send-one-time-code.ts'

export type Identified = {
  readonly type: IdentityType
  readonly challengeMethod: ChallengeMethod
  /** In canonical form. */
  readonly identifier: string
  readonly alternatives: readonly ChallengeMethod[]
}

/**
 * How somebody named like this proves it. Looks at what was typed and at nothing else, so the answer for
 * a known identifier and an unknown one cannot differ.
 */
export type Identify = (typed: string) => Result<Identified, 'identifier_unrecognized'>

type Dependencies = {
  readonly toE164: ToE164
  readonly codeRules: Pick<CodeRules, 'methods'>
  /** Whether people may come with a Google account instead. */
  readonly isGoogleAccepted: boolean
}

export function identify({ toE164, codeRules, isGoogleAccepted }: Dependencies): Identify {
  const always: readonly ChallengeMethod[] = isGoogleAccepted ? ['google_id_token'] : []
  return (typed) => {
    const parsed = parseIdentifier(typed, toE164)
    if (!parsed.ok) return parsed
    const { type, identifier } = parsed.value
    const challengeMethod = challengeMethods[type]
    const code = codeMethodOf(type)
    const isAlternative = code !== undefined && code !== challengeMethod && codeRules.methods.has(code)
    return accept({
      type,
      identifier,
      challengeMethod,
      alternatives: isAlternative ? [code, ...always] : always,
    })
  }
}
