import type { LoginFlow } from '@lgc/authentication'
import type { Core } from '@lgc/composition'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { problems, reasonOf } from '../http/problems.ts'
import { beginSession } from './begin-session.ts'
import { refuseEntry } from './continue-flow.ts'
import { type Pages, appearanceOf, errorPage, flowPath, limitedPage, resumeFlow } from './page-context.ts'

type Finished = Awaited<ReturnType<Core['finishProviderLogin']>>['outcome']
type Refused = Extract<Finished, { ok: false }>['refusal']

const longestCode = 2048
const stateForm = /^lgo_[A-Za-z0-9_-]{43}$/

/** Where a page offers Google; null where nothing of it is offered. */
export function googleHref({ config }: Pages, flow: LoginFlow): string | null {
  return config.google?.clientSecret ? flowPath('/login/google', flow) : null
}

/** GET /login/google: sends the browser to Google. A link, because a form may not lead to another site. */
export async function beginGoogle(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = await resumeFlow(c, pages, c.req.query('flow'))
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  if (googleHref(pages, flow) === null) return c.redirect(flowPath('/login', flow), 303)
  const begun = await pages.core.beginProviderLogin(flow, callerOf(c))
  return begun.ok ? c.redirect(begun.value.redirectTo, 303) : refuse(c, pages, flow, begun.refusal)
}

/** GET /login/google/callback: takes the browser back, and goes on where it was. */
export async function finishGoogle(c: HttpContext, pages: Pages): Promise<Response> {
  const answer = answerIn(c)
  if (!answer) return failed(c, null)
  const browserToken = readCookie(c, 'lgc_browser')
  const { flow, outcome } = await pages.core.finishProviderLogin({ ...answer, browserToken }, callerOf(c))
  if (!flow) return failed(c, null)
  if (!outcome.ok) return refuse(c, pages, flow, outcome.refusal)
  if (outcome.value.status === 'unknown') {
    return c.redirect(`${flowPath('/login/google/new', flow)}&offer=${outcome.value.offerXid}`, 303)
  }
  const begun = await beginSession(c, pages, flow, outcome.value.verified.verificationToken)
  return begun instanceof Response ? begun : refuseEntry(c, pages, flow, begun)
}

type Answer = { readonly state: string; readonly code: string | null; readonly iss: string | null }

/** RFC 6749, section 4.1.2: every parameter once. An error has no code, whatever else it says. */
function answerIn(c: HttpContext): Answer | undefined {
  const all = c.req.queries()
  const names = ['state', 'code', 'iss', 'error']
  if (names.some((name) => (all[name]?.length ?? 0) > 1)) return undefined
  const [state = '', code = '', iss = null, error] = names.map((name) => all[name]?.[0])
  const isCode = error === undefined && code !== '' && code.length <= longestCode
  return stateForm.test(state) ? { state, code: isCode ? code : null, iss } : undefined
}

async function refuse(c: HttpContext, pages: Pages, flow: LoginFlow, refusal: Refused): Promise<Response> {
  if (typeof refusal === 'object') return limitedPage(c, refusal)
  const code = reasonOf(refusal)
  if (code === 'google_login_denied') return c.redirect(flowPath('/login', flow), 303)
  if (code === 'person_suspended') return refuseEntry(c, pages, flow, code)
  if (code !== 'google_unavailable') return failed(c, flow, code)
  const backTo = flowPath('/login', flow)
  const appearance = await appearanceOf(pages, flow)
  return errorPage(c, 'unavailable', { code, status: problems[code].status, backTo }, appearance)
}

function failed(
  c: HttpContext,
  flow: LoginFlow | null,
  code = 'google_login_invalid',
): Response | Promise<Response> {
  const backTo = flow ? flowPath('/login', flow) : '/login'
  return errorPage(c, 'google_failed', { code, status: 400, backTo })
}
