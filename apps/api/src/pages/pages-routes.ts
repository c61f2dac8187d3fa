import { Hono, type MiddlewareHandler } from 'hono'
import { readCookie } from '../http/cookies.ts'
import type { Exchange, HttpContext } from '../http/exchange.ts'
import { showChallenge, takePassword } from './challenge.ts'
import { showConsent, takeDecision } from './consent.ts'
import { type Pages, frameOf, render } from './page-context.ts'
import { showRecover, showSent, takeRecover } from './recover.ts'
import { showRegister, takeRegistration } from './register.ts'
import { showReset, takeReset } from './reset.ts'
import { showSignIn, takeIdentifier } from './sign-in.ts'
import { showSignOut, takeSignOut } from './sign-out.ts'
import { showVerifyAddress, takeVerifyAddress } from './verify-address.ts'
import { script, stylesheet, welcomeView } from './views/index.ts'

const files = {
  '/assets/pages.css': { text: stylesheet, type: 'text/css; charset=utf-8' },
  '/assets/pages.js': { text: script, type: 'text/javascript; charset=utf-8' },
} as const

/** The pages for people: plain forms that work without scripts. */
export function pagesRoutes(pages: Pages, guard: MiddlewareHandler<Exchange>): Hono<Exchange> {
  const hono = new Hono<Exchange>()
  const page = (path: string, show: Show, take?: Show): void => {
    hono.get(path, (c) => show(c, pages))
    if (take) hono.post(path, guard, (c) => take(c, pages))
  }
  page('/', showWelcome)
  page('/login', showSignIn, takeIdentifier)
  page('/login/verify', showChallenge, takePassword)
  page('/recover', showRecover, takeRecover)
  page('/recover/sent', showSent)
  page('/recover/reset', showReset, takeReset)
  page('/verify-email', showVerifyAddress, takeVerifyAddress)
  page('/register', showRegister, takeRegistration)
  page('/consent', showConsent, takeDecision)
  page('/logout', showSignOut, takeSignOut)
  for (const [path, { text, type }] of Object.entries(files)) {
    const headers = { 'Content-Type': type, 'Cache-Control': 'public, max-age=300' }
    hono.get(path, (c) => c.body(text, 200, headers))
  }
  return hono
}

type Show = (c: HttpContext, pages: Pages) => Promise<Response>

async function showWelcome(c: HttpContext, { core, config }: Pages): Promise<Response> {
  const appearance = { client: null, targets: [] }
  const signedIn = (await core.whoIsHere(readCookie(c, 'lgc_session'))) !== undefined
  const view = welcomeView({
    ...frameOf(c, appearance),
    signedIn,
    docsEnabled: config.areDocsServed,
    links: [],
  })
  return render(c, view, appearance)
}
