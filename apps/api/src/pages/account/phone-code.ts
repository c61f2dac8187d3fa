import { parseXid } from '@lgc/kernel'
import type { PhoneChangeRefusal } from '@lgc/person'
import { readCookie } from '../../http/cookies.ts'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { languageOf } from '../../http/language.ts'
import { reasonOf } from '../../http/problems.ts'
import { type Pages, textField } from '../page-context.ts'
import type { CodeProblem } from '../views/index.ts'
import { findHereWithForm } from './here.ts'
import { showPhoneCode } from './phone-code-form.ts'
import { numberMeant, showPhoneForm } from './phone-form.ts'

/** Digits are taken from a form alone; whoever comes by the address begins at the beginning. */
export async function showPhoneBeginning(c: HttpContext): Promise<Response> {
  return c.redirect('/account/phone', 303)
}

/** POST /account/phone/code: checks the digits and changes the number. */
export async function takePhoneCode(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, '/account/phone')
  if (here instanceof Response) return here
  const challenge = textField(here.form, 'challenge')
  const challengeXid = parseXid(challenge)
  if (!challengeXid) return c.redirect('/account/phone', 303)
  const typed = textField(here.form, 'identifier').slice(0, 255)
  const present = numberMeant(here, textField(here.form, 'identity'))
  const waiting = { challenge, typed, present }
  const code = textField(here.form, 'code').normalize('NFKC').replace(/[\s-]/g, '')
  if (!/^[0-9]{6}$/.test(code)) {
    return showPhoneCode(c, here, { ...waiting, problem: { kind: 'code_missing', seconds: 0 } })
  }
  const { personXid } = here.session
  const browser = readCookie(c, 'lgc_browser')
  const correspondence = { language: languageOf(c), clientId: null }
  const change = { personXid, challengeXid, identifier: typed, code, browser, correspondence }
  const changed = await pages.core.changePhone(change, callerOf(c))
  if (changed.ok) return c.redirect('/account/phone?done=1', 303)
  if (changed.refusal === 'identifier_taken') {
    const step = { present, typed, problem: 'identifier_taken', passwordProblem: null } as const
    return showPhoneForm(c, pages, here, step)
  }
  return showPhoneCode(c, here, { ...waiting, problem: { kind: problemOf(changed.refusal), seconds: 0 } })
}

const shown: ReadonlySet<string> = new Set<CodeProblem>([
  'otp_expired',
  'otp_attempts_exceeded',
  'account_locked',
  'person_suspended',
])

function problemOf(refusal: PhoneChangeRefusal): CodeProblem {
  const reason = reasonOf(refusal)
  return shown.has(reason) ? (reason as CodeProblem) : 'credentials_invalid'
}
