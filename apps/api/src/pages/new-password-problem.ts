import type { PasswordWeakness } from '@lgc/person'
import type { NewPasswordProblem } from './views/index.ts'

const problems: Record<PasswordWeakness, Exclude<NewPasswordProblem, 'missing'>> = {
  too_short: 'password_too_short',
  too_long: 'password_too_long',
  common: 'password_common',
  context: 'password_context',
}

/** What a page says of a password that is too weak: one thing at a time. */
export function newPasswordProblem(
  reasons: readonly PasswordWeakness[],
): Exclude<NewPasswordProblem, 'missing'> {
  const [weakness = 'common'] = reasons
  return problems[weakness]
}
