import type { Identity } from '@lgc/person'
import { html } from 'hono/html'
import { hiddenFields, notice } from '../form-parts.ts'
import type { Html } from '../frame.ts'
import type { OverviewNotice } from '../texts-account.ts'
import { textsIn } from '../texts-in.ts'
import { type AccountFrame, accountPage, success } from './account-page.ts'

export type OverviewModel = AccountFrame & {
  readonly identities: readonly Pick<Identity, 'xid' | 'type' | 'identifier' | 'verifiedAt'>[]
  readonly hasPassword: boolean
  /** Whether messages can be sent to phones here. */
  readonly isPhoneOffered: boolean
  readonly appCount: number
  readonly sessionCount: number
  readonly notice: OverviewNotice | null
}

export function overviewView(model: OverviewModel): Html {
  const { overview, signOut } = textsIn(model.language).account
  const body = html`<p class="lead">${overview.lead}</p>
${noticeOf(model)}
<dl class="facts">
<div><dt>${overview.name}</dt><dd>${model.personName}</dd></div>
<div><dt>${overview.addresses}</dt>${model.identities.map((identity) => addressRow(identity, model))}
${resendForm(model)}${addPhoneLink(model)}</div>
<div><dt>${overview.password}</dt><dd>${model.hasPassword ? overview.hasPassword : overview.hasNone}${
    model.hasPassword ? changeLink('/account/password', overview.password, model) : ''
  }</dd></div>
</dl>
<ul class="ways">
<li><a href="/account/apps"><span>${overview.apps}</span><span class="hint">${overview.appCount(model.appCount)}</span></a></li>
<li><a href="/account/sessions"><span>${overview.sessions}</span><span class="hint">${overview.sessionCount(model.sessionCount)}</span></a></li>
</ul>
<p class="aside"><a href="/logout">${signOut}</a></p>`
  return accountPage(model, { tab: 'overview', title: overview.title, body })
}

function noticeOf({ notice: kind, language }: OverviewModel): Html {
  if (kind === null) return html``
  const text = textsIn(language).account.overview.notices[kind]
  return kind === 'link_sent' ? success(text) : notice(text)
}

const changePaths: Partial<Record<Identity['type'], string>> = {
  email: '/account/email',
  sms: '/account/phone',
}

/** Only an e-mail address is proved by mail; of other names nothing is said. */
function addressRow(
  { xid, type, identifier, verifiedAt }: OverviewModel['identities'][number],
  model: OverviewModel,
) {
  const { verified, unverified } = textsIn(model.language).account.overview
  const tag =
    type === 'email' ? html` <span class="tag">${verifiedAt === null ? unverified : verified}</span>` : ''
  const path = changePaths[type]
  const change = path === undefined ? '' : changeLink(`${path}?identity=${xid}`, identifier, model)
  return html`<dd><span>${identifier}${tag}</span>${change}</dd>`
}

function changeLink(href: string, what: string, { language }: OverviewModel): Html {
  const { change } = textsIn(language).account.overview
  return html`<a href="${href}">${change}<span class="visually-hidden"> ${what}</span></a>`
}

function addPhoneLink({ identities, isPhoneOffered, language }: OverviewModel): Html {
  if (!isPhoneOffered || identities.some(({ type }) => type === 'sms')) return html``
  return html`<dd><a href="/account/phone">${textsIn(language).account.phone.add}</a></dd>`
}

function resendForm(model: OverviewModel): Html {
  const isDue = model.identities.some(({ type, verifiedAt }) => type === 'email' && verifiedAt === null)
  if (!isDue) return html``
  return html`<dd><form method="post" action="/account" novalidate>
${hiddenFields(model)}
<button class="button secondary small" type="submit">${textsIn(model.language).account.overview.resend}</button>
</form></dd>`
}
