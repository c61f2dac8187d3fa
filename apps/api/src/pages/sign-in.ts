import { type LoginFlow, authorizationResponse, refusalsWithoutRedirect } from '@lgc/authentication'
import { acceptsRedirectUri, isActive } from '@lgc/client'
import type { CodeMethod } from '@lgc/person'
import { readCookie, setCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { type Refusal, reasonOf } from '../http/problems.ts'
import { accountPath } from './account/account-path.ts'
import { type ReplyTo, authorizationQuery } from './authorization-query.ts'
import { answerClient } from './answer-client.ts'
import { continueFlow, errorOf } from './continue-flow.ts'
import { goToCode } from './code.ts'
import { googleHref } from './google.ts'
import {
  type Appearance,
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
import { showSignedIn } from './signed-in.ts'
import { type SignInProblem, signInView } from './views/index.ts'

/** GET /login: begins a flow, or shows the first step of one. */
export async function showSignIn(c: HttpContext, pages: Pages): Promise<Response> {
  const named = c.req.query('flow')
  if (named !== undefined) return showStep(c, pages, named)
  const asked = authorizationQuery(c)
  if (asked.kind === 'malformed') return refuseMalformed(c, pages, asked.replyTo)
  const request = asked.kind === 'request' ? asked.request : null
  const returnTo = accountPath(c.req.query('return_to'))
  if (request === null && c.req.query('change') === undefined) {
    const signedIn = await showSignedIn(c, pages)
    if (signedIn) return returnTo ? c.redirect(returnTo, 303) : signedIn
  }
  const begun = await pages.core.beginLoginFlow(request, readCookie(c, 'lgc_browser'), callerOf(c), returnTo)
  if (!begun.ok) return request ? refuseRequest(c, pages, request, begun.refusal) : c.redirect('/login', 303)
  const { flow, browserToken } = begun.value
  setCookie(c, 'lgc_browser', browserToken)
  return request ? continueFlow(c, pages, flow) : c.redirect(flowPath('/login', flow), 303)
}

async function showStep(c: HttpContext, pages: Pages, named: string): Promise<Response> {
  const flow = await resumeFlow(c, pages, named)
  const browserToken = readCookie(c, 'lgc_browser')
  if (!flow || !browserToken) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const appearance = await appearanceOf(pages, flow)
  return showForm(c, pages, { flow, browserToken, appearance, typed: flow.identifier ?? '', problem: null })
}

type Step = {
  readonly flow: LoginFlow
  readonly browserToken: string
  readonly appearance: Appearance
  readonly typed: string
  readonly problem: SignInProblem | null
}

async function showForm(c: HttpContext, pages: Pages, step: Step): Promise<Response> {
  const { appearance, typed, problem } = step
  const view = signInView({
    ...formOf(c, appearance, step),
    identifier: typed,
    problem,
    registerAllowed: pages.config.isSelfRegistrationOpen,
    googleHref: googleHref(pages, step.flow),
    phoneAllowed: pages.core.codeMethods.has('otp_sms'),
  })
  return render(c, view, appearance, problem === null ? 200 : 422)
}

/** POST /login: takes the identifier and goes on to its challenge. */
export async function takeIdentifier(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const flow = await resumeFlow(c, pages, form['flow'])
  const browserToken = readCookie(c, 'lgc_browser')
  if (!flow || !browserToken) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const typed = textField(form, 'identifier').slice(0, 255)
  const identified = typed.trim() === '' ? undefined : pages.core.identify(typed)
  const problem = problemOf(pages, identified)
  if (!identified?.ok || problem) {
    const appearance = await appearanceOf(pages, flow)
    return showForm(c, pages, {
      flow,
      browserToken,
      appearance,
      typed,
      problem: problem ?? 'identifier_missing',
    })
  }
  const { identifier, challengeMethod } = identified.value
  await pages.core.noteLoginIdentifier(flow.xid, identifier)
  if (challengeMethod === 'otp_sms') return goToCode(c, pages, flow, identifier)
  return c.redirect(flowPath('/login/verify', flow), 303)
}

function problemOf(
  { core }: Pages,
  identified: ReturnType<Pages['core']['identify']> | undefined,
): SignInProblem | null {
  if (!identified) return 'identifier_missing'
  if (!identified.ok) return identified.refusal
  const { challengeMethod } = identified.value
  const isPossible = challengeMethod === 'password' || core.codeMethods.has(challengeMethod as CodeMethod)
  return isPossible ? null : 'method_unavailable'
}

/** RFC 6749, section 4.1.2.1: the client is told, unless it or its redirect URI is the problem. */
async function refuseMalformed(
  c: HttpContext,
  { core, config }: Pages,
  replyTo: ReplyTo | null,
): Promise<Response> {
  const client = replyTo && (await core.queries.clients.find(replyTo.clientId))
  if (!client || !isActive(client) || !acceptsRedirectUri(client, replyTo.redirectUri)) {
    return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
  }
  const { redirectUri, state } = replyTo
  const answer = { error: 'invalid_request', state, iss: config.issuer }
  return c.redirect(authorizationResponse(redirectUri, answer), 303)
}

/** A request that is wrong: told to the client, unless its redirect URI cannot be trusted. */
async function refuseRequest(
  c: HttpContext,
  pages: Pages,
  request: NonNullable<LoginFlow['request']>,
  refusal: Refusal,
): Promise<Response> {
  const code = reasonOf(refusal)
  if (!refusalsWithoutRedirect.has(code)) return answerClient(c, pages, request, { error: errorOf(refusal) })
  const title = code === 'redirect_uri_mismatch' ? 'redirect_uri_mismatch' : 'client_unknown'
  return errorPage(c, title, { code, status: 400 })
}
