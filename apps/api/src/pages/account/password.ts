import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { renewLoginCookie } from '../../http/renew-login-cookie.ts'
import { languageOf } from '../../http/language.ts'
import { newPasswordProblem } from '../new-password-problem.ts'
import { type Pages, limitedPage, render, textField } from '../page-context.ts'
import { currentPasswordProblem, statusOfProblem } from '../password-problem.ts'
import { type ChallengeProblem, type NewPasswordProblem, passwordView } from '../views/index.ts'
import { type Here, accountFrame, findHere, findHereWithForm, ownAppearance } from './here.ts'

const path = '/account/password'

/** GET /account/password */
export async function showPassword(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHere(c, pages, path)
  if (here instanceof Response) return here
  return showForm(c, pages, here, { current: null, wanted: null })
}

type Problems = {
  readonly current: ChallengeProblem | null
  readonly wanted: NewPasswordProblem | null
}

async function showForm(
  c: HttpContext,
  { config }: Pages,
  here: Here,
  { current, wanted }: Problems,
): Promise<Response> {
  const view = passwordView({
    ...accountFrame(c, here),
    hasPassword: here.identities.some(({ hasChallenge }) => hasChallenge),
    currentProblem: current,
    newProblem: wanted,
    passwordMinLength: config.passwordMinLength,
    hasChanged: c.req.query('done') !== undefined,
  })
  const status = current !== null ? statusOfProblem(current) : wanted === null ? 200 : 422
  return render(c, view, ownAppearance, status)
}

/** POST /account/password: changes it, and signs the person out everywhere else. */
export async function takeNewPassword(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, path)
  if (here instanceof Response) return here
  const currentPassword = textField(here.form, 'current_password')
  const newPassword = textField(here.form, 'new_password')
  const missing = {
    current: currentPassword === '' ? 'password_missing' : null,
    wanted: newPassword === '' ? 'missing' : null,
  } as const
  if (missing.current !== null || missing.wanted !== null) return showForm(c, pages, here, missing)
  const { personXid, xid: sessionXid } = here.session
  const correspondence = { language: languageOf(c), clientId: null }
  const passwords = { currentPassword: currentPassword.slice(0, 257), newPassword, correspondence }
  const changed = await pages.core.changePassword({ personXid, sessionXid, ...passwords }, callerOf(c))
  if (changed.ok) {
    await renewLoginCookie(c, pages.core)
    return c.redirect(`${path}?done=1`, 303)
  }
  const { refusal } = changed
  if (typeof refusal === 'object' && refusal.reason === 'rate_limited') return limitedPage(c, refusal)
  if (typeof refusal === 'object' && refusal.reason === 'password_too_weak') {
    const wanted = newPasswordProblem(refusal.details.reasons)
    return showForm(c, pages, here, { current: null, wanted })
  }
  return showForm(c, pages, here, { current: currentPasswordProblem(refusal), wanted: null })
}
