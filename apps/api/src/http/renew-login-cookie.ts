import type { Core } from '@lgc/composition'
import { readCookie, setCookie } from './cookies.ts'
import { type HttpContext, callerOf } from './exchange.ts'

/** A new value for the cookie of the login session, if the browser has one. */
export async function renewLoginCookie(
  c: HttpContext,
  { renewLoginSession }: Pick<Core, 'renewLoginSession'>,
): Promise<void> {
  const former = readCookie(c, 'lgc_session')
  const token = former === null ? undefined : await renewLoginSession(former, callerOf(c))
  if (token !== undefined) setCookie(c, 'lgc_session', token)
}
