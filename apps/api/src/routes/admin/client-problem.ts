import { type ClientSettingsProblem, oauthNames } from '@lgc/client'
import type { HttpContext } from '../../http/exchange.ts'
import { type ProblemCode, type Refusal, problem } from '../../http/problems.ts'

type SettingsRefusal = Exclude<ClientSettingsProblem, string>

/** The errors of settings that contradict themselves; all but `scope_invalid` are `validation_failed`. */
export const settingsErrors: readonly ProblemCode[] = ['validation_failed', 'scope_invalid']

/** Says which member of a client is set wrong, and by which rule. */
export function clientProblem(c: HttpContext, refusal: Refusal | SettingsRefusal): Response {
  if (typeof refusal === 'string') return problem(c, refusal)
  if ('setting' in refusal) {
    const path = `oauth.${oauthNames[refusal.setting]}`
    return problem(c, refusal.reason, { fields: [{ path, rule: refusal.rule }] })
  }
  if (!('problem' in refusal)) return problem(c, refusal)
  return problem(c, refusal.reason, { fields: [{ path: 'redirect_uris', rule: refusal.problem }] })
}
