import type { LogoutRequestRefusal } from '@lgc/authentication'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { parseParameters } from '../http/parameters.ts'
import { askWhether, signOut } from '../pages/leaving.ts'
import { type Pages, errorPage } from '../pages/page-context.ts'
import type { ErrorKind } from '../pages/views/index.ts'

const names = ['id_token_hint', 'post_logout_redirect_uri', 'state', 'logout_hint', 'ui_locales']

/** Whether a client asks in the words of OpenID Connect RP-Initiated Logout 1.0, section 2. */
export function isOpenIdLogout(search: string): boolean {
  const query = new URLSearchParams(search)
  return !query.has('return_to') && names.some((name) => query.has(name))
}

/**
 * GET /logout of a client: signs out at once when its ID token is of this very login session, and asks otherwise.
 * What is wrong with the request is said to the person alone, and nobody is redirected.
 */
export async function showOpenIdLogout(c: HttpContext, pages: Pages, search: string): Promise<Response> {
  const { core } = pages
  const parameters = parseParameters(search)
  if (!parameters) return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
  c.set('wantedLanguages', (parameters.get('ui_locales')?.[0] ?? '').split(' '))
  const read = await core.readLogoutRequest(parameters, readCookie(c, 'lgc_session'), callerOf(c))
  if (!read.ok) {
    const kind = errorKinds[read.refusal] ?? 'bad_request'
    return errorPage(c, kind, { code: read.refusal, status: 400, backTo: '/logout' })
  }
  const { clientId, returnTo, state, isProven } = read.value
  const client = clientId === null ? null : ((await core.queries.clients.find(clientId)) ?? null)
  const leaving = { client, returnTo, state }
  return isProven && isVisit(c) ? signOut(c, pages, 'all', leaving) : askWhether(c, pages, leaving)
}

const errorKinds: Readonly<Partial<Record<LogoutRequestRefusal, ErrorKind>>> = {
  client_unknown: 'client_unknown',
  client_inactive: 'client_unknown',
}

/** Somebody goes there. What a page loads, or asks about, signs nobody out, whatever proof it has. */
function isVisit(c: HttpContext): boolean {
  return c.req.method === 'GET' && (c.req.header('sec-fetch-dest') ?? 'document') === 'document'
}
