import type { PhoneChangeRequestRefusal } from '@lgc/person'
import { readCookie } from '../../http/cookies.ts'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { languageOf } from '../../http/language.ts'
import { reasonOf } from '../../http/problems.ts'
import { type Pages, limitedPage, textField } from '../page-context.ts'
import { currentPasswordProblem } from '../password-problem.ts'
import type { PhoneProblem } from '../views/index.ts'
import { findHere, findHereWithForm } from './here.ts'
import { showPhoneCode } from './phone-code-form.ts'
import { type PhoneStep, numberMeant, showPhoneForm } from './phone-form.ts'

const path = '/account/phone'

/** GET /account/phone: asks for another phone number, or for the first. */
export async function showPhone(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHere(c, pages, path)
  if (here instanceof Response) return here
  const present = numberMeant(here, c.req.query('identity'))
  return showPhoneForm(c, pages, here, { present, typed: '', problem: null, passwordProblem: null })
}

/** POST /account/phone: has a code sent to the new number. What comes back does not tell whose that is. */
export async function takePhone(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, path)
  if (here instanceof Response) return here
  const typed = textField(here.form, 'identifier').trim().slice(0, 255)
  const password = textField(here.form, 'password').slice(0, 257)
  const present = numberMeant(here, textField(here.form, 'identity'))
  const step = { present, typed, problem: null, passwordProblem: null }
  if (typed === '') return showPhoneForm(c, pages, here, { ...step, problem: 'missing' })
  const { personXid, authTime } = here.session
  const requested = await pages.core.requestPhoneChange(
    {
      personXid,
      identityXid: present?.xid ?? null,
      newIdentifier: typed,
      provedAt: authTime,
      currentPassword: password === '' ? null : password,
      browser: readCookie(c, 'lgc_browser'),
      correspondence: { language: languageOf(c), clientId: null },
    },
    callerOf(c),
  )
  if (requested.ok) {
    const { challengeXid } = requested.value
    return showPhoneCode(c, here, { challenge: challengeXid, typed, present, problem: null })
  }
  const { refusal } = requested
  if (typeof refusal === 'object' && refusal.reason === 'rate_limited') {
    const challenge = textField(here.form, 'challenge')
    if (challenge === '') return limitedPage(c, refusal)
    const problem = { kind: 'too_early', seconds: refusal.details.retry_after } as const
    return showPhoneCode(c, here, { challenge, typed, present, problem })
  }
  return showPhoneForm(c, pages, here, { ...step, ...problemsOf(refusal) })
}

const phoneProblems: ReadonlySet<string> = new Set<PhoneProblem>([
  'identifier_unrecognized',
  'identifier_type_not_allowed',
  'identifier_unchanged',
  'sms_country_not_allowed',
  'email_unproved',
])

function problemsOf(refusal: PhoneChangeRequestRefusal): Pick<PhoneStep, 'problem' | 'passwordProblem'> {
  const reason = reasonOf(refusal)
  if (phoneProblems.has(reason)) return { problem: reason as PhoneProblem, passwordProblem: null }
  const isMissing = reason === 'reauthentication_required'
  return { problem: null, passwordProblem: isMissing ? 'password_missing' : currentPasswordProblem(refusal) }
}
