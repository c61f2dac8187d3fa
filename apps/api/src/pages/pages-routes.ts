import type { BucketOf } from '@lgc/composition'
import { Hono, type MiddlewareHandler } from 'hono'
import { readCookie } from '../http/cookies.ts'
import type { Exchange, HttpContext } from '../http/exchange.ts'
import { takeByAddress } from '../http/take-allowance.ts'
import { showAuthorization, takeAuthorization } from '../oidc/authorize.ts'
import { showApps, takeWithdrawal } from './account/apps.ts'
import { showEmail, takeEmail } from './account/email.ts'
import { showOverview, takeVerificationRequest } from './account/overview.ts'
import { showPassword, takeNewPassword } from './account/password.ts'
import { showPhoneBeginning, takePhoneCode } from './account/phone-code.ts'
import { showPhone, takePhone } from './account/phone.ts'
import { showSessions, takeSessionEnd } from './account/sessions.ts'
import { showAccounts, takeAccount } from './choose-account.ts'
import { showChallenge, takePassword } from './challenge.ts'
import { showChangeEmail, takeChangeEmail } from './change-email.ts'
import { showBeginning, showCode, takeCode, takeSend } from './code.ts'
import { showDevice, takeDevice } from './device.ts'
import { showConsent, takeDecision } from './consent.ts'
import { takeGoogleOffer, showGoogleOffer } from './google-offer.ts'
import { beginGoogle, finishGoogle } from './google.ts'
import { type Pages, frameOf, limitedPage, render } from './page-context.ts'
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
  hono.get('/authorize', (c) => under('authorize', showAuthorization)(c, pages))
  // A client's own page sends it, so it comes from elsewhere by its nature.
  hono.post('/authorize', (c) => under('authorize', takeAuthorization)(c, pages))
  page('/login', under('authorize', showSignIn), under('identify', takeIdentifier))
  page('/login/verify', showChallenge, under('verify', takePassword))
  page('/login/code', showCode, under('verify', takeCode))
  page('/login/code/send', showBeginning, takeSend)
  page('/login/google', under('authorize', beginGoogle))
  page('/login/google/callback', under('verify', finishGoogle))
  page('/login/google/new', showGoogleOffer, under('persons', takeGoogleOffer))
  page('/register', showRegister, under('persons', takeRegistration))
  page('/choose-account', showAccounts, under('authorize', takeAccount))
  page('/consent', showConsent, under('authorize', takeDecision))
  hono.get('/logout', (c) => under('authorize', showSignOut)(c, pages))
  // A client's own page may send it; what our form answers is guarded in there.
  hono.post('/logout', (c) => under('authorize', takeSignOut(guard))(c, pages))
  page('/recover', showRecover, under('verify', takeRecover))
  page('/recover/sent', showSent)
  page('/recover/reset', showReset, under('verify', takeReset))
  page('/account', showOverview, under('verify', takeVerificationRequest))
  page('/account/password', showPassword, under('verify', takeNewPassword))
  page('/account/email', showEmail, under('verify', takeEmail))
  page('/account/phone', showPhone, under('otp', takePhone))
  page('/account/phone/code', showPhoneBeginning, under('verify', takePhoneCode))
  page('/account/apps', showApps, under('authorize', takeWithdrawal))
  page('/account/sessions', showSessions, under('authorize', takeSessionEnd))
  page('/device', showDevice, under('otp', takeDevice))
  page('/change-email', showChangeEmail, under('verify', takeChangeEmail))
  page('/verify-email', showVerifyAddress, under('verify', takeVerifyAddress))
  for (const [path, { text, type }] of Object.entries(files)) {
    const headers = { 'Content-Type': type, 'Cache-Control': 'public, max-age=300' }
    hono.get(path, (c) => c.body(text, 200, headers))
  }
  return hono
}

type Show = (c: HttpContext, pages: Pages) => Promise<Response>

/** The same, taken out of an allowance of the caller's address. Beginning a sign-in writes a row, too. */
function under(bucket: BucketOf<'address'>, step: Show): Show {
  return async (c, pages) => {
    const refusal = await takeByAddress(c, bucket)
    return refusal ? limitedPage(c, refusal) : step(c, pages)
  }
}

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
