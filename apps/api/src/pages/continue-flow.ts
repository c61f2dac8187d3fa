import { type LoginFlow, authorizationResponse } from '@lgc/authentication'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { type Refusal, problems, reasonOf } from '../http/problems.ts'
import { accountPath } from './account/account-path.ts'
import { type Pages, appearanceOf, errorPage, flowPath } from './page-context.ts'

const loginNeeded = new Set(['login_required', 'verification_token_missing'])

/**
 * Takes a browser one step further: back to the client with a code, on to consent, or to signing in. `token`
 * is the login session's, when it was begun by this very request.
 */
export async function continueFlow(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  token: string | null = readCookie(c, 'lgc_session'),
): Promise<Response> {
  const { request } = flow
  if (!request) return c.redirect(accountPath(flow.returnTo) ?? '/login', 303)
  // Nobody is here yet, which is how every sign-in begins: nothing to refuse or to record.
  if (token === null && !request.prompts.includes('none')) return c.redirect(flowPath('/login', flow), 303)
  const presented = { verificationToken: null, loginToken: token, freshSince: flow.createdAt }
  const outcome = await pages.core.authorize(request, presented, callerOf(c))
  if (outcome.ok) {
    const isAuthorized = outcome.value.status === 'authorized'
    return c.redirect(isAuthorized ? outcome.value.redirectTo : flowPath('/consent', flow), 303)
  }
  if (request.prompts.includes('none')) return c.redirect(errorRedirect(pages, request, outcome.refusal), 303)
  if (loginNeeded.has(reasonOf(outcome.refusal))) return c.redirect(flowPath('/login', flow), 303)
  return refuseEntry(c, pages, flow, outcome.refusal)
}

/** Somebody is signed in but may not go on: said on a page, with a way back that tells the client. */
export async function refuseEntry(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  refusal: Refusal,
): Promise<Response> {
  const reason = reasonOf(refusal)
  const backTo = flow.request ? errorRedirect(pages, flow.request, refusal) : null
  const appearance = await appearanceOf(pages, flow)
  return errorPage(c, 'access_denied', { code: reason, status: problems[reason].status, backTo }, appearance)
}

/** RFC 6749, section 4.1.2.1. Only for a redirect URI that is known to be the client's. */
export function errorRedirect(
  { config }: Pages,
  request: NonNullable<LoginFlow['request']>,
  refusal: Refusal,
): string {
  const { error } = problems[reasonOf(refusal)]
  const { redirectUri, state } = request
  return authorizationResponse(redirectUri, { error, state, iss: config.issuer })
}
