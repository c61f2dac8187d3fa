import type { Core } from '@lgc/composition'
import { z } from 'zod'
import { bearerToken } from '../http/authorization-header.ts'
import { clearCookie, hasCookie, readCookie } from '../http/cookies.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { readQuery } from '../http/query.ts'
import { bearerProblem } from './bearer-problem.ts'

const query = z.strictObject({ scope: z.enum(['current', 'all']).default('current') })

const operation: Operation = {
  id: 'endSession',
  summary: 'Sign out',
  description:
    'Deletes the session of the Bearer token, or of the cookie. With `scope=all` a login session takes the ' +
    'sessions it began along, and an app session those of the same person at the same client. For a browser ' +
    'signing out never fails.',
  tag: 'Sessions',
  credentials: ['bearer', 'cookie'],
  query,
  answers: { 204: { description: 'Signed out' } },
  errors: ['session_missing', 'session_not_found', 'origin_not_allowed'],
}

export function endSessionRoute({ endSession }: Pick<Core, 'endSession'>): Endpoint {
  return {
    method: 'delete',
    path: '/auth/session',
    isForBrowsers: true,
    operation,
    async handle(c) {
      const parsed = readQuery(c, query)
      if (!parsed.ok) return parsed.refusal
      const { scope } = parsed.value
      const token = bearerToken(c)
      if (token === null && hasCookie(c, 'lgc_session')) return signOutBrowser(c, endSession, scope)
      const ended = await endSession({ token, scope }, callerOf(c))
      return ended.ok ? c.body(null, 204) : bearerProblem(c, ended.refusal)
    },
  }
}

/** The cookie goes whatever it held: a browser must always be able to sign out. */
async function signOutBrowser(
  c: HttpContext,
  endSession: Core['endSession'],
  scope: 'current' | 'all',
): Promise<Response> {
  const token = readCookie(c, 'lgc_session')
  if (token !== null) await endSession({ token, scope }, callerOf(c))
  clearCookie(c, 'lgc_session')
  return c.body(null, 204)
}
