import type { EmailChangeRequestRefusal, Identity } from '@lgc/person'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { languageOf } from '../../http/language.ts'
import { reasonOf } from '../../http/problems.ts'
import { type Pages, limitedPage, render, textField } from '../page-context.ts'
import { currentPasswordProblem, statusOfProblem } from '../password-problem.ts'
import { type EmailModel, type EmailProblem, emailView } from '../views/index.ts'
import { type Here, accountFrame, findHere, findHereWithForm, ownAppearance } from './here.ts'
import { proofNeeded } from './proof-needed.ts'

const path = '/account/email'

/** GET /account/email: asks for another e-mail address. */
export async function showEmail(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHere(c, pages, path)
  if (here instanceof Response) return here
  const present = addressMeant(here, c.req.query('identity'))
  return showForm(c, pages, here, { present, typed: '', problem: null, passwordProblem: null })
}

type Step = Pick<EmailModel, 'typed' | 'problem' | 'passwordProblem'> & {
  readonly present: Identity | undefined
}

/** The address that is named, or else the first. */
function addressMeant({ identities }: Here, named: string | undefined): Identity | undefined {
  const addresses = identities.filter(({ type }) => type === 'email')
  return addresses.find(({ xid }) => xid === named) ?? addresses[0]
}

async function showForm(c: HttpContext, pages: Pages, here: Here, step: Step): Promise<Response> {
  const view = emailView({
    ...accountFrame(c, here),
    ...step,
    present: step.present ?? null,
    proof: proofNeeded(here, pages.core.now()),
    isSent: c.req.query('done') !== undefined,
  })
  const status = step.passwordProblem !== null ? statusOfProblem(step.passwordProblem) : 422
  return render(c, view, ownAppearance, step.problem === null && step.passwordProblem === null ? 200 : status)
}

/** POST /account/email: has the link sent. What comes back does not tell whose the new address is. */
export async function takeEmail(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, path)
  if (here instanceof Response) return here
  const typed = textField(here.form, 'identifier').trim().slice(0, 255)
  const password = textField(here.form, 'password').slice(0, 257)
  const present = addressMeant(here, textField(here.form, 'identity'))
  const step = { present, typed, problem: null, passwordProblem: null }
  if (typed === '') return showForm(c, pages, here, { ...step, problem: 'missing' })
  const { personXid, authTime } = here.session
  const requested = await pages.core.requestEmailChange(
    {
      personXid,
      identityXid: present?.xid ?? null,
      newIdentifier: typed,
      provedAt: authTime,
      currentPassword: password === '' ? null : password,
      correspondence: { language: languageOf(c), clientId: null },
    },
    callerOf(c),
  )
  if (requested.ok) return c.redirect(`${path}?done=1`, 303)
  const { refusal } = requested
  if (typeof refusal === 'object' && refusal.reason === 'rate_limited') return limitedPage(c, refusal)
  return showForm(c, pages, here, { ...step, ...problemsOf(refusal) })
}

const emailProblems: ReadonlySet<string> = new Set<EmailProblem>([
  'identifier_unrecognized',
  'identifier_type_not_allowed',
  'identifier_unchanged',
])

function problemsOf(refusal: EmailChangeRequestRefusal): Pick<Step, 'problem' | 'passwordProblem'> {
  const reason = reasonOf(refusal)
  if (emailProblems.has(reason)) return { problem: reason as EmailProblem, passwordProblem: null }
  const isMissing = reason === 'reauthentication_required'
  return { problem: null, passwordProblem: isMissing ? 'password_missing' : currentPasswordProblem(refusal) }
}
