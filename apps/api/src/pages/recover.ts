import type { LoginFlow } from '@lgc/authentication'
import { defaultRealmXid } from '@lgc/composition'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import {
  type Pages,
  appearanceOf,
  errorPage,
  flowPath,
  formOf,
  frameOf,
  readPageForm,
  render,
  resumeFlow,
} from './page-context.ts'
import { outcomeView, recoverView } from './views/index.ts'

/** GET /recover: offers to send a link for a new password to the identifier of the sign-in. */
export async function showRecover(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = await resumeFlow(c, pages, c.req.query('flow'))
  if (!flow) return c.redirect('/login?change=1', 303)
  if (flow.identifier === null) return c.redirect(flowPath('/login', flow), 303)
  const appearance = await appearanceOf(pages, flow)
  const browserToken = readCookie(c, 'lgc_browser') ?? ''
  const form = formOf(c, appearance, { flow, browserToken })
  return render(c, recoverView({ ...form, identifier: flow.identifier }), appearance)
}

/** POST /recover: has the link sent, if there is somebody to send it to; the browser cannot tell. */
export async function takeRecover(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const flow = await resumeFlow(c, pages, form['flow'])
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  if (flow.identifier === null) return c.redirect(flowPath('/login', flow), 303)
  await requestReset(c, pages, flow, flow.identifier)
  return c.redirect(flowPath('/recover/sent', flow), 303)
}

async function requestReset(
  c: HttpContext,
  { core }: Pages,
  flow: LoginFlow,
  identifier: string,
): Promise<void> {
  const client = flow.request && (await core.queries.clients.find(flow.request.clientId))
  const correspondence = { language: languageOf(c), clientId: client?.clientId ?? null }
  const realmXid = client?.realmXid ?? defaultRealmXid
  await core.requestPasswordReset({ realmXid, identifier, correspondence, flowXid: flow.xid }, callerOf(c))
}

/** GET /recover/sent */
export async function showSent(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = await resumeFlow(c, pages, c.req.query('flow'))
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const appearance = await appearanceOf(pages, flow)
  const signInPath = flowPath('/login/verify', flow)
  return render(c, outcomeView({ ...frameOf(c, appearance), outcome: 'link_sent', signInPath }), appearance)
}
