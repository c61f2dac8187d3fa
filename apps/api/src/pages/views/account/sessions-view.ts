import type { Instant, Xid } from '@lgc/kernel'
import { html } from 'hono/html'
import { hiddenFields } from '../form-parts.ts'
import type { Html } from '../frame.ts'
import { textsIn } from '../texts-in.ts'
import { type AccountFrame, accountPage, success } from './account-page.ts'
import { time } from './time.ts'

type Times = { readonly createdAt: Instant; readonly lastActiveAt: Instant }
export type AppSession = Times & { readonly xid: Xid; readonly name: string }
export type LoginSession = Times & {
  readonly xid: Xid
  readonly device: { readonly browser: string | null; readonly system: string | null }
  readonly address: string
  readonly isCurrent: boolean
  readonly apps: readonly AppSession[]
}

export type SessionsModel = AccountFrame & {
  /** The one that asks comes first. */
  readonly logins: readonly LoginSession[]
  /** Whose login session is over. */
  readonly apps: readonly AppSession[]
  readonly next: string | null
  readonly hasEnded: boolean
}

export function sessionsView(model: SessionsModel): Html {
  const { sessions, older } = textsIn(model.language).account
  const body = html`<p class="lead">${sessions.lead}</p>
${model.hasEnded ? success(sessions.ended) : ''}
<ul class="items">${model.logins.map((login) => loginItem(login, model))}</ul>
${otherApps(model)}
${model.next === null ? '' : html`<p class="aside"><a href="/account/sessions?after=${model.next}">${older}</a></p>`}
${endOthersForm(model)}`
  return accountPage(model, { tab: 'sessions', title: sessions.title, body })
}

function loginItem(
  { xid, device, address, isCurrent, apps, ...times }: LoginSession,
  model: SessionsModel,
): Html {
  const { account } = textsIn(model.language)
  const { sessions } = account
  const name = sessions.device(device)
  return html`<li class="item">
<h2>${name}${isCurrent ? html` <span class="tag">${sessions.thisBrowser}</span>` : ''}</h2>
<p class="hint">${sessions.address(address)}</p>
${timesOf(times, model)}
${
  apps.length === 0
    ? ''
    : html`<p class="sees">${sessions.appsOpened}</p>
<ul class="nested">${apps.map((app) => appItem(app, model))}</ul>`
}
${isCurrent ? html`<p><a href="/logout">${sessions.signOutHere}</a></p>` : endForm({ xid, name }, model)}
</li>`
}

function appItem({ xid, name, ...times }: AppSession, model: SessionsModel): Html {
  return html`<li><div><strong>${name}</strong>${timesOf(times, model)}</div>${endForm({ xid, name }, model)}</li>`
}

function timesOf({ createdAt, lastActiveAt }: Times, { language }: SessionsModel): Html {
  const { started, lastActive } = textsIn(language).account.sessions
  return html`<p class="hint">${started} ${time(createdAt, language)}<br>${lastActive} ${time(lastActiveAt, language)}</p>`
}

function endForm({ xid, name }: { xid: Xid; name: string }, model: SessionsModel): Html {
  const { end } = textsIn(model.language).account.sessions
  return html`<form method="post" action="/account/sessions" novalidate>
${hiddenFields(model)}
<input type="hidden" name="session" value="${xid}">
<button class="button secondary small" type="submit">${end}<span class="visually-hidden"> ${name}</span></button>
</form>`
}

function otherApps(model: SessionsModel): Html {
  const { otherApps: title, otherAppsDetail } = textsIn(model.language).account.sessions
  if (model.apps.length === 0) return html``
  return html`<section class="more" aria-labelledby="other-apps">
<h2 id="other-apps">${title}</h2>
<p class="hint">${otherAppsDetail}</p>
<ul class="nested">${model.apps.map((app) => appItem(app, model))}</ul>
</section>`
}

function endOthersForm(model: SessionsModel): Html {
  const { endOthers, endOthersDetail } = textsIn(model.language).account.sessions
  if (model.logins.length + model.apps.length < 2 && model.next === null) return html``
  return html`<form method="post" action="/account/sessions" novalidate>
${hiddenFields(model)}
<button class="button secondary" type="submit" name="others" value="1" aria-describedby="others-detail">${endOthers}</button>
<p class="hint" id="others-detail">${endOthersDetail}</p>
</form>`
}
