import type { Instant, Xid } from '@lgc/kernel'
import { html } from 'hono/html'
import { hiddenFields } from '../form-parts.ts'
import type { Html } from '../frame.ts'
import { scopeText } from '../scope-text.ts'
import { textsIn } from '../texts-in.ts'
import { type AccountFrame, accountPage, success } from './account-page.ts'
import { timeText } from './time.ts'

export type ConnectedApp = {
  /** Null for one that the person may enter and has allowed nothing yet. */
  readonly consentXid: Xid | null
  readonly name: string
  readonly since: Instant
  readonly scopes: readonly string[]
  readonly accessLevel: string | null
}

export type AppsModel = AccountFrame & {
  readonly apps: readonly ConnectedApp[]
  readonly next: string | null
  readonly hasWithdrawn: boolean
}

export function appsView(model: AppsModel): Html {
  const { apps, older } = textsIn(model.language).account
  const list =
    model.apps.length === 0
      ? html`<p class="aside">${apps.none}</p>`
      : html`<ul class="items">${model.apps.map((app) => appItem(app, model))}</ul>
<p class="aside">${apps.withdrawDetail}</p>`
  const body = html`<p class="lead">${apps.lead}</p>
${model.hasWithdrawn ? success(apps.withdrawn) : ''}
${list}
${model.next === null ? '' : html`<p class="aside"><a href="/account/apps?after=${model.next}">${older}</a></p>`}`
  return accountPage(model, { tab: 'apps', title: apps.title, body })
}

function appItem({ consentXid, name, since, scopes, accessLevel }: ConnectedApp, model: AppsModel): Html {
  const texts = textsIn(model.language)
  const { apps } = texts.account
  const time = timeText(since, model.language)
  return html`<li class="item">
<h2>${name}</h2>
<p class="hint">${consentXid === null ? apps.given(time) : apps.since(time)}</p>
${accessLevel === null ? '' : html`<p class="hint">${apps.level(accessLevel)}</p>`}
${
  scopes.length === 0
    ? ''
    : html`<p class="sees">${apps.sees}</p>
<ul class="seen">${scopes.map((scope) => html`<li>${scopeText(scope, texts).label}</li>`)}</ul>`
}
${consentXid === null ? '' : withdrawForm({ consentXid, name }, model)}
</li>`
}

function withdrawForm({ consentXid, name }: { consentXid: Xid; name: string }, model: AppsModel): Html {
  const { withdraw } = textsIn(model.language).account.apps
  return html`<form method="post" action="/account/apps" novalidate>
${hiddenFields(model)}
<input type="hidden" name="consent" value="${consentXid}">
<button class="button secondary small" type="submit">${withdraw}<span class="visually-hidden"> ${name}</span></button>
</form>`
}
