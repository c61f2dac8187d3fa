import type { LoginFlow } from '@lgc/authentication'
import { authorizationResponse } from '@lgc/authentication'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { type Refusal, problems, reasonOf } from '../http/problems.ts'
import { accountPath } from './account/account-path.ts'
import { answerClient } from './answer-client.ts'
import { type Pages, appearanceOf, errorPage, flowPath } from './page-context.ts'

type Request = NonNullable<LoginFlow['request']>

/** What stands between the browser and the client, and the page that takes it away. */
const nextPage: Readonly<Record<string, string>> = {
  login_required: '/login',
  verification_token_missing: '/login',
  account_selection_required: '/choose-account',
}

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
  const isSilent = request.prompts.includes('none')
  if (token === null && !isSilent) return c.redirect(flowPath('/login', flow), 303)
  const presented = { verificationToken: null, loginToken: token, freshSince: flow.createdAt }
  const outcome = await pages.core.authorize(request, presented, callerOf(c))
  if (outcome.ok) {
    const answer = outcome.value
    return answer.status === 'authorized'
      ? answerClient(c, pages, request, { code: answer.code })
      : c.redirect(flowPath('/consent', flow), 303)
  }
  if (isSilent) return answerClient(c, pages, request, { error: errorOf(outcome.refusal) })
  const page = nextPage[reasonOf(outcome.refusal)]
  return page ? c.redirect(flowPath(page, flow), 303) : refuseEntry(c, pages, flow, outcome.refusal)
}

/** Somebody is signed in but may not go on: said on a page, with a way back that tells the client. */
export async function refuseEntry(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  refusal: Refusal,
): Promise<Response> {
  const { request } = flow
  if (request?.openid?.responseMode === 'form_post') {
    return answerClient(c, pages, request, { error: errorOf(refusal) })
  }
  const reason = reasonOf(refusal)
  const backTo = request && wayBack(pages, request, refusal)
  const appearance = await appearanceOf(pages, flow)
  return errorPage(c, 'access_denied', { code: reason, status: problems[reason].status, backTo }, appearance)
}

function wayBack({ config }: Pages, { redirectUri, state, openid }: Request, refusal: Refusal): string {
  const answer = { error: errorOf(refusal), state, iss: config.issuer }
  return authorizationResponse(redirectUri, answer, openid?.responseMode)
}

/** The error code of RFC 6749, section 4.1.2.1, or of what extends it. */
export function errorOf(refusal: Refusal): string {
  return problems[reasonOf(refusal)].error
}
