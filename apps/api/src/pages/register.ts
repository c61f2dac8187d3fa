import type { LoginFlow } from '@lgc/authentication'
import type { RegistrationRefusal } from '@lgc/person'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { signIn } from './challenge.ts'
import { goToCode } from './code.ts'
import { newPasswordProblem } from './new-password-problem.ts'
import { googleHref } from './google.ts'
import {
  type PageForm,
  type Pages,
  appearanceOf,
  errorPage,
  flowPath,
  formOf,
  readPageForm,
  render,
  resumeFlow,
  textField,
} from './page-context.ts'
import { realmOfFlow } from './realm-of-flow.ts'
import { type RegisterField, type RegisterProblem, registerView } from './views/index.ts'

type Problems = Partial<Record<RegisterField, RegisterProblem>>
type Typed = { readonly nameDisplay: string; readonly identifier: string; readonly password: string }

/** GET /register */
export async function showRegister(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = await resumeFlow(c, pages, c.req.query('flow'))
  if (!flow) return c.redirect('/login?change=1', 303)
  if (!pages.config.isSelfRegistrationOpen) return closed(c)
  return showForm(c, pages, flow, { nameDisplay: '', identifier: flow.identifier ?? '', password: '' })
}

function closed(c: HttpContext): Response | Promise<Response> {
  return errorPage(c, 'registration_closed', { code: 'self_registration_disabled', status: 403 })
}

async function showForm(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  { nameDisplay, identifier, problems = {} }: Typed & { readonly problems?: Problems },
): Promise<Response> {
  const appearance = await appearanceOf(pages, flow)
  const browserToken = readCookie(c, 'lgc_browser') ?? ''
  const view = registerView({
    ...formOf(c, appearance, { flow, browserToken }),
    values: { nameDisplay, identifier },
    problems,
    passwordMinLength: pages.config.passwordMinLength,
    googleHref: googleHref(pages, flow),
    phoneAllowed: pages.core.codeMethods.has('otp_sms'),
  })
  return render(c, view, appearance, Object.keys(problems).length > 0 ? 422 : 200)
}

/** POST /register: creates the person and signs the browser in at once. */
export async function takeRegistration(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const flow = await resumeFlow(c, pages, form['flow'])
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const typed = typedIn(form)
  const phone = phoneIn(pages, typed)
  const missing = shapeProblems(typed, phone !== undefined)
  if (Object.keys(missing).length > 0) return showForm(c, pages, flow, { ...typed, problems: missing })
  const registered = await pages.core.registerPerson(
    {
      realmXid: await realmOfFlow(pages, flow),
      nameDisplay: typed.nameDisplay,
      nameLegal: null,
      type: phone === undefined ? 'email' : 'sms',
      identifier: typed.identifier,
      password: phone === undefined ? typed.password : null,
      correspondence: { language: languageOf(c), clientId: flow.request?.clientId ?? null },
    },
    callerOf(c),
  )
  if (!registered.ok) return refuse(c, pages, flow, { typed, refusal: registered.refusal })
  if (phone !== undefined) {
    await pages.core.noteLoginIdentifier(flow.xid, phone)
    return goToCode(c, pages, flow, phone)
  }
  const outcome = await signIn(c, pages, flow, typed)
  return outcome instanceof Response ? outcome : c.redirect(flowPath('/login', flow), 303)
}

async function refuse(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  { typed, refusal }: { typed: Typed; refusal: RegistrationRefusal },
): Promise<Response> {
  if (refusal === 'self_registration_disabled') return closed(c)
  if (refusal === 'overloaded') return errorPage(c, 'unavailable', { code: refusal, status: 503 })
  return showForm(c, pages, flow, { ...typed, problems: problemsOf(refusal) })
}

function typedIn(form: PageForm): Typed {
  return {
    nameDisplay: textField(form, 'name_display').trim(),
    identifier: textField(form, 'identifier').trim(),
    password: textField(form, 'password'),
  }
}

/** A phone number in its canonical form, where codes can be sent to phones. */
function phoneIn({ core }: Pages, { identifier }: Typed): string | undefined {
  const parsed = core.parseIdentifier(identifier)
  const isPhone = core.codeMethods.has('otp_sms') && parsed.ok && parsed.value.type === 'sms'
  return isPhone ? parsed.value.identifier : undefined
}

function shapeProblems({ nameDisplay, identifier, password }: Typed, isPhone: boolean): Problems {
  const problems: Problems = {}
  if (nameDisplay === '') problems.name_display = 'missing'
  else if (nameDisplay.length > 100) problems.name_display = 'too_long'
  if (identifier === '') problems.identifier = 'missing'
  else if (identifier.length > 255) problems.identifier = 'too_long'
  if (password === '' && !isPhone) problems.password = 'missing'
  return problems
}

type Shown = Exclude<RegistrationRefusal, 'self_registration_disabled' | 'overloaded'>

function problemsOf(refusal: Shown): Problems {
  if (typeof refusal === 'object') {
    return { password: newPasswordProblem(refusal.details.reasons) }
  }
  if (refusal === 'challenge_missing') return { password: 'missing' }
  return { identifier: refusal === 'type_mismatch' ? 'identifier_type_not_allowed' : refusal }
}
