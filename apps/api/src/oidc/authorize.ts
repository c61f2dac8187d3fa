import {
  type AuthorizationRequest,
  type RequestParameters,
  refusalsWithoutRedirect,
} from '@lgc/authentication'
import { readLimited } from '../http/body.ts'
import { readCookie, setCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { type ProblemCode, problems, reasonOf } from '../http/problems.ts'
import { parseParameters } from '../http/parameters.ts'
import { decode } from '../http/strict-json.ts'
import { answerClient } from '../pages/answer-client.ts'
import { continueFlow } from '../pages/continue-flow.ts'
import { type Pages, errorPage } from '../pages/page-context.ts'
import type { ErrorKind } from '../pages/views/index.ts'

/**
 * GET /authorize: the authorization endpoint (RFC 6749, section 3.1; OpenID Connect Core 1.0, section 3.1.2). The
 * request is taken in once; from then on the browser carries a reference to it.
 */
export async function showAuthorization(c: HttpContext, pages: Pages): Promise<Response> {
  const asked = await readRequest(c, pages, new URL(c.req.url).search)
  if (asked instanceof Response) return asked
  const begun = await pages.core.beginLoginFlow(asked, readCookie(c, 'lgc_browser'), callerOf(c))
  if (!begun.ok) {
    const reason = reasonOf(begun.refusal)
    return refuseRequest(c, pages, {
      reason,
      replyTo: refusalsWithoutRedirect.has(reason) ? null : asked,
    })
  }
  const { flow, browserToken } = begun.value
  setCookie(c, 'lgc_browser', browserToken)
  const hint = asked.openid?.loginHint
  const identified = hint ? pages.core.identify(hint) : undefined
  if (identified?.ok) await pages.core.noteLoginIdentifier(flow.xid, identified.value.identifier)
  return continueFlow(c, pages, flow)
}

/**
 * POST /authorize: the same by form. It comes from the site of the client, so the browser sends no cookies
 * along: the request is kept, and the browser comes again by itself.
 */
export async function takeAuthorization(c: HttpContext, pages: Pages): Promise<Response> {
  const isForm = (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')
  const bytes = isForm ? await readLimited(c) : undefined
  const asked = await readRequest(c, pages, (bytes && decode(bytes)) ?? '')
  if (asked instanceof Response) return asked
  const client = await pages.core.queries.clients.find(asked.clientId)
  if (!client) return errorPage(c, 'client_unknown', { code: 'client_unknown', status: 400 })
  const { requestUri } = await pages.core.keepOpenIdRequest(client.xid, asked, callerOf(c))
  const query = new URLSearchParams({ client_id: asked.clientId, request_uri: requestUri })
  return c.redirect(`/authorize?${query.toString()}`, 303)
}

async function readRequest(
  c: HttpContext,
  pages: Pages,
  text: string,
): Promise<AuthorizationRequest | Response> {
  const parameters: RequestParameters | undefined = parseParameters(text)
  if (!parameters) return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
  const read = await pages.core.readOpenIdRequest(parameters, false, callerOf(c))
  return read.ok ? read.value : refuseRequest(c, pages, read.refusal)
}

const errorKinds: Readonly<Partial<Record<ProblemCode, ErrorKind>>> = {
  client_unknown: 'client_unknown',
  client_inactive: 'client_unknown',
  redirect_uri_mismatch: 'redirect_uri_mismatch',
}

type Asking = Parameters<typeof answerClient>[2]

/** Told to the client, unless it or its redirect URI is the problem (RFC 6749, section 4.1.2.1). */
function refuseRequest(
  c: HttpContext,
  pages: Pages,
  { reason, replyTo }: { readonly reason: ProblemCode; readonly replyTo: Asking | null },
): Response | Promise<Response> {
  if (replyTo) return answerClient(c, pages, replyTo, { error: problems[reason].error })
  return errorPage(c, errorKinds[reason] ?? 'bad_request', { code: reason, status: 400 })
}
