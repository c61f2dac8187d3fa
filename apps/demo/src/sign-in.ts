import type { Context, Handler } from 'hono'
import { nanoid } from 'nanoid'
import type { Demo } from './demo.ts'
import { LgcUnavailable } from './lgc-client.ts'
import { type Problem, problemPage } from './problem-page.ts'

/** Sends the browser to LGC with a state and a PKCE challenge made for this browser. */
export function startSignIn({ cookie, sessions, signIns, lgc }: Demo): Handler {
  return (c) => {
    const browser = cookie.read(c) ?? nanoid(43)
    const { state, challenge } = signIns.start(browser)
    if (sessions.find(browser) === undefined) cookie.write(c, browser, 600)
    return c.redirect(lgc.signInAddress(state, challenge), 303)
  }
}

type CallbackCheck =
  | { readonly ok: true; readonly code: string; readonly verifier: string }
  | { readonly ok: false; readonly problem: Problem }

/** Takes the browser back from LGC and trades the code for a session, behind the browser's back. */
export function finishSignIn(demo: Demo): Handler {
  const { settings, lgc, cookie, sessions } = demo
  return async (c) => {
    const check = checkCallback(demo, c)
    if (!check.ok) return c.html(problemPage(settings, check.problem), 400)

    const answer = await lgc.exchangeCode(check.code, check.verifier)
    if (!answer.ok) return c.html(problemPage(settings, 'refused_by_lgc', answer.refusal), 400)

    await endEarlierSession(demo, c)
    cookie.write(c, sessions.open(answer.value), 86_400)
    return c.redirect('/', 303)
  }
}

/**
 * The state comes first: until it proves that this browser asked, nothing in the address is worth
 * reading. The issuer is next (RFC 9207), so that another server's answer is never taken for LGC's.
 */
function checkCallback({ settings, signIns, cookie }: Demo, c: Context): CallbackCheck {
  const verifier = signIns.redeem(cookie.read(c), only(c, 'state') ?? '')
  if (verifier === undefined) return { ok: false, problem: 'sign_in_unknown' }

  const issuer = c.req.queries('iss')
  if (issuer !== undefined && only(c, 'iss') !== settings.issuer)
    return { ok: false, problem: 'wrong_issuer' }

  const error = c.req.queries('error')
  if (error !== undefined) {
    return { ok: false, problem: error[0] === 'access_denied' ? 'access_denied' : 'sign_in_failed' }
  }
  const code = only(c, 'code')
  return code === undefined ? { ok: false, problem: 'sign_in_failed' } : { ok: true, code, verifier }
}

/** RFC 6749, section 3.1: a parameter must not be sent twice. */
function only(c: Context, name: string): string | undefined {
  const values = c.req.queries(name)
  return values?.length === 1 ? values[0] : undefined
}

/** Who signs in again leaves no earlier session behind; if LGC cannot end it now, it will expire. */
async function endEarlierSession({ cookie, sessions, lgc }: Demo, c: Context): Promise<void> {
  const earlier = sessions.find(cookie.read(c))
  if (earlier === undefined) return
  sessions.forget(cookie.read(c))
  try {
    await lgc.endSession(earlier.sessionToken)
  } catch (error) {
    if (!(error instanceof LgcUnavailable)) throw error
  }
}
