import { type Brand, type Result, accept, refuse } from '@lgc/kernel'

/** A password that may be hashed: NFC, so that every keyboard types the same one, and otherwise untouched. */
export type AcceptablePassword = Brand<string, 'AcceptablePassword'>

export type PasswordWeakness = 'too_short' | 'too_long' | 'common' | 'context'

export type PasswordPolicy = {
  readonly minLength: number
  /** Whether everybody's list of guesses has it. Gets lower case. */
  readonly isCommon: (password: string) => boolean
}

export type WeakPassword = {
  readonly reason: 'password_too_weak'
  readonly details: { readonly reasons: readonly PasswordWeakness[] }
}

const maxLength = 256

/** The form in which passwords are hashed and compared (NIST SP 800-63B, section 3.1.1.2). */
export function normalizePassword(password: string): string {
  return password.normalize('NFC')
}

/**
 * Length in code points and a blocklist of common passwords and of words the person is known by; no rule
 * about kinds of characters (NIST SP 800-63B, section 3.1.1.2).
 */
export function checkPassword(
  typed: string,
  context: readonly string[],
  { minLength, isCommon }: PasswordPolicy,
): Result<AcceptablePassword, WeakPassword> {
  const password = normalizePassword(typed)
  const length = [...password].length
  const reasons: PasswordWeakness[] = []
  if (length < minLength) reasons.push('too_short')
  if (length > maxLength) reasons.push('too_long')
  if (length <= maxLength && isCommon(password.toLowerCase())) reasons.push('common')
  if (isAboutThePerson(password, context)) reasons.push('context')
  if (reasons.length > 0) return refuse({ reason: 'password_too_weak', details: { reasons } })
  return accept(password as AcceptablePassword)
}

/** A password that is little more than a name, an address or the product's name. */
function isAboutThePerson(password: string, context: readonly string[]): boolean {
  const bare = lettersAndDigits(password)
  return context
    .flatMap((text) => [text, ...text.split('@')])
    .map(lettersAndDigits)
    .filter((word) => word.length >= 4)
    .some((word) => bare.includes(word) && bare.length - word.length < 4)
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
