import type { CallbackAnswer, CallbackProblem } from '@lgc/sdk'
import type { Context, Handler } from 'hono'
import { nanoid } from 'nanoid'
import type { Demo } from './demo.ts'
import { endAtLgc } from './end-at-lgc.ts'
import { type Problem, problemPage } from './problem-page.ts'

/** Sends the browser to LGC with a state and a PKCE challenge made for this browser. */
export function startSignIn({ settings, cookie, sessions, signIns, lgc }: Demo): Handler {
  return async (c) => {
    const browser = cookie.read(c) ?? nanoid(43)
    const redirectUri = redirectUriOf(settings.origin)
    const { url, ...start } = await lgc.authorizeUrl({ redirectUri, scope: 'openid profile email' })
    signIns.add(browser, start)
    if (sessions.find(browser) === undefined) cookie.write(c, browser, 600)
    return c.redirect(url, 303)
  }
}

type CallbackCheck =
  | { readonly ok: true; readonly value: CallbackAnswer & { readonly codeVerifier: string } }
  | { readonly ok: false; readonly problem: Problem }

/** Takes the browser back from LGC and trades the code for a session, behind the browser's back. */
export function finishSignIn(demo: Demo): Handler {
  const { settings, lgc, cookie, sessions } = demo
  return async (c) => {
    const check = checkCallback(demo, c)
    if (!check.ok) return c.html(problemPage(settings, check.problem), 400)

    const redirectUri = redirectUriOf(settings.origin)
    const answer = await lgc.exchangeCode({ ...check.value, redirectUri })
    if (!answer.ok) return c.html(problemPage(settings, 'refused_by_lgc', answer.problem), 400)

    await endEarlierSession(demo, c)
    cookie.write(c, sessions.open(answer.value.sessionToken), 86_400)
    return c.redirect('/', 303)
  }
}

const problems: Readonly<Record<string, Problem>> = {
  state_mismatch: 'sign_in_unknown',
  issuer_mismatch: 'wrong_issuer',
  access_denied: 'access_denied',
}

/** A browser may have several sign-ins on their way: the state says which, if it is one of this browser's. */
function checkCallback({ signIns, cookie, lgc }: Demo, c: Context): CallbackCheck {
  const state = c.req.query('state') ?? ''
  const codeVerifier = signIns.redeem(cookie.read(c), state)
  if (codeVerifier === undefined) return { ok: false, problem: 'sign_in_unknown' }
  const answer = lgc.answerOf(c.req.url, { state })
  if (!answer.ok) return { ok: false, problem: problemOf(answer.problem) }
  return { ok: true, value: { ...answer.value, codeVerifier } }
}

function problemOf({ code }: CallbackProblem): Problem {
  return problems[code] ?? 'sign_in_failed'
}

function redirectUriOf(origin: string): string {
  return `${origin}/callback`
}

/** Who signs in again leaves no earlier session behind; if LGC cannot end it now, it will expire. */
async function endEarlierSession({ cookie, sessions, lgc }: Demo, c: Context): Promise<void> {
  const earlier = sessions.find(cookie.read(c))
  if (earlier === undefined) return
  sessions.forget(cookie.read(c))
  await endAtLgc(lgc, earlier.sessionToken)
}
