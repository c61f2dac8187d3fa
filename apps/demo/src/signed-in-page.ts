import type { Session, Userinfo } from '@lgc/sdk'
import { html } from 'hono/html'
import type { DemoSettings } from './demo-settings.ts'
import { initialOf } from './initial-of.ts'
import { type Html, page } from './page.ts'

type SignedIn = {
  readonly facts: Session
  readonly shared: Userinfo | undefined
  readonly formToken: string
}

/** Who is signed in, what they shared, and how long it lasts. */
export function signedInPage(settings: DemoSettings, { facts, shared, formToken }: SignedIn): Html {
  const { name, other } = settings
  const content = html`<section class="card">
      ${greeting(shared)}
      <p class="actions"><a class="button" href="${other.origin}">Open ${other.name}</a></p>
      <p class="small">${other.name} signs you in without asking for your password again.</p>
    </section>
    ${sessionSection(settings, facts)}
    <section class="leave" aria-label="Sign out">
      ${signOutForm('/sign-out', `Sign out of ${name}`, formToken)}
      ${signOutForm('/sign-out-everywhere', 'Sign out everywhere', formToken)}
    </section>`
  return page(settings, `${name} · signed in`, content)
}

function greeting(shared: Userinfo | undefined): Html {
  const name = shared?.name
  return html`<div class="person">
        <span class="initial" aria-hidden="true">${initialOf(name ?? '')}</span>
        <div>
          <h1>${name === undefined ? 'You are signed in' : html`Hello, ${name}`}</h1>
          ${email(shared)}
        </div>
      </div>`
}

function email(shared: Userinfo | undefined): Html {
  if (shared?.email === undefined) return html`<p class="lead">You did not share an email address.</p>`
  const mark = shared.isEmailVerified ? html` <span class="tag good">verified</span>` : ''
  return html`<p class="lead"><span class="email">${shared.email}</span>${mark}</p>`
}

function sessionSection({ name }: DemoSettings, facts: Session): Html {
  const scopes = facts.scopes.map((scope) => html`<li><code>${scope}</code></li>`)
  return html`<section class="facts" aria-labelledby="session">
      <h2 id="session">Your session</h2>
      <dl>
        <div><dt>Shared with ${name}</dt><dd><ul class="scopes">${scopes}</ul></dd></div>
        <div><dt>Signed in</dt><dd>${time(facts.createdAt)}</dd></div>
        <div><dt>Last active</dt><dd>${time(facts.lastActiveAt)}</dd></div>
        <div><dt>Ends if unused</dt><dd>${time(facts.idleExpiresAt)}</dd></div>
        <div><dt>Ends in any case</dt><dd>${time(facts.expiresAt)}</dd></div>
      </dl>
    </section>`
}

function signOutForm(action: string, label: string, formToken: string): Html {
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

function time(instant: string): Html {
  const at = new Date(instant)
  const words = Number.isNaN(at.getTime()) ? instant : `${timeFormat.format(at)} UTC`
  return html`<time datetime="${instant}">${words}</time>`
}
