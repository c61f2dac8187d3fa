import { html } from 'hono/html'
import type { UserInfoResponse } from 'openid-client'
import type { DemoSettings } from '../demo-settings.ts'
import { initialOf } from '../initial-of.ts'
import { type Html, page } from '../page.ts'
import type { OpenIdSession } from './openid-demo.ts'

type SignedIn = {
  readonly session: OpenIdSession
  readonly person: UserInfoResponse
  /** Whether the issuer signs people out when it is asked. */
  readonly endsEverywhere: boolean
}

/** Who is signed in, and what became of the tokens. */
export function signedInPage(settings: DemoSettings, { session, person, endsEverywhere }: SignedIn): Html {
  const { name, other } = settings
  const { formToken, refreshes, refreshToken } = session
  const content = html`<section class="card">
      <div class="person">
        <span class="initial" aria-hidden="true">${initialOf(person.name ?? '')}</span>
        <div>
          <h1>${person.name === undefined ? 'You are signed in' : html`Hello, ${person.name}`}</h1>
          <p class="lead"><span class="email">${person.email ?? 'You did not share an email address.'}</span></p>
        </div>
      </div>
      <p class="actions"><a class="button" href="${other.origin}">Open ${other.name}</a></p>
      <p class="small">${other.name} signs you in without asking for your password again.</p>
    </section>
    <section class="facts" aria-labelledby="session">
      <h2 id="session">Your session, by OpenID Connect</h2>
      <dl>
        <div><dt>Signed in</dt><dd>${time(session.signedInAt)}</dd></div>
        <div><dt>Access token until</dt><dd>${time(session.accessTokenExpiresAt)}</dd></div>
        <div><dt>Refreshed</dt><dd>${refreshes === 1 ? 'once' : `${refreshes} times`}</dd></div>
      </dl>
    </section>
    <section class="leave" aria-label="Session">
      ${refreshToken === undefined ? '' : form('/refresh', 'Refresh the tokens', formToken)}
      ${form('/sign-out', endsEverywhere ? 'Sign out everywhere' : `Sign out of ${name}`, formToken)}
    </section>`
  return page(settings, `${name} · signed in`, content)
}

function form(action: string, label: string, formToken: string): Html {
  return html`<form method="post" action="${action}">
        <input type="hidden" name="form_token" value="${formToken}">
        <button type="submit">${label}</button>
      </form>`
}

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

function time(instant: number): Html {
  const at = new Date(instant)
  return html`<time datetime="${at.toISOString()}">${timeFormat.format(at)} UTC</time>`
}
