import type { LoginFlow } from '@lgc/authentication'
import { readCookie, setCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import type { Refusal } from '../http/problems.ts'
import { continueFlow } from './continue-flow.ts'
import type { Pages } from './page-context.ts'

/** Somebody proved who they are, by whatever method: signs this browser in and goes on with the flow. */
export async function beginSession(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  verificationToken: string,
): Promise<Response | Refusal> {
  const order = { verificationToken, loginToken: readCookie(c, 'lgc_session') }
  const created = await pages.core.createLoginSession(order, callerOf(c))
  if (!created.ok) return created.refusal
  const { session, token } = created.value
  c.set('personXid', session.personXid)
  setCookie(c, 'lgc_session', token)
  return continueFlow(c, pages, flow, token)
}
