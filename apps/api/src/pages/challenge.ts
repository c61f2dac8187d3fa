import type { LoginFlow } from '@lgc/authentication'
import { readCookie, setCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { type Refusal, reasonOf } from '../http/problems.ts'
import type { RateLimited } from '../limits/rate-limits.ts'
import { beginSession } from './begin-session.ts'
import {
  type Pages,
  appearanceOf,
  errorPage,
  flowPath,
  formOf,
  limitedPage,
  readPageForm,
  render,
  resumeFlow,
  textField,
} from './page-context.ts'
import { currentPasswordProblem, statusOfProblem } from './password-problem.ts'
import { type ChallengeProblem, challengeView } from './views/index.ts'

/** GET /login/verify: asks for the proof of the identifier that was typed. */
export async function showChallenge(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = await resumeFlow(c, pages, c.req.query('flow'))
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  if (flow.identifier === null) return c.redirect(flowPath('/login', flow), 303)
  return showForm(c, pages, flow, null)
}

async function showForm(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  problem: ChallengeProblem | null,
): Promise<Response> {
  const appearance = await appearanceOf(pages, flow)
  const browserToken = readCookie(c, 'lgc_browser') ?? ''
  const form = formOf(c, appearance, { flow, browserToken })
  const codeAllowed = pages.core.codeMethods.has('otp_email') && flow.identifier?.includes('@') === true
  const view = challengeView({ ...form, identifier: flow.identifier ?? '', problem, codeAllowed })
  return render(c, view, appearance, problem === null ? 200 : statusOfProblem(problem))
}

/** POST /login/verify: checks the password and signs the browser in. */
export async function takePassword(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const flow = await resumeFlow(c, pages, form['flow'])
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  if (flow.identifier === null) return c.redirect(flowPath('/login', flow), 303)
  const password = textField(form, 'password')
  if (password === '') return showForm(c, pages, flow, 'password_missing')
  const refusal = await signIn(c, pages, flow, { identifier: flow.identifier, password })
  return refusal instanceof Response ? refusal : showForm(c, pages, flow, currentPasswordProblem(refusal))
}

type Typed = { readonly identifier: string; readonly password: string }

/** Verifies the password, begins the login session and goes on with the flow; or tells why not. */
export async function signIn(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  { identifier, password }: Typed,
): Promise<Response | Refusal> {
  if (password.length > 256) return 'credentials_invalid'
  const clientId = flow.request?.clientId ?? null
  const device = readCookie(c, 'lgc_device')
  const challenge = { identifier, password, clientId, device }
  const verified = await pages.core.verifyByPassword(challenge, callerOf(c))
  if (!verified.ok)
    return isRateLimited(verified.refusal) ? limitedPage(c, verified.refusal) : verified.refusal
  setCookie(c, 'lgc_device', verified.value.device)
  return beginSession(c, pages, flow, verified.value.verificationToken)
}

function isRateLimited(refusal: Refusal | RateLimited): refusal is RateLimited {
  return reasonOf(refusal) === 'rate_limited'
}
