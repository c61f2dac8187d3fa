import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { hiddenFields } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { otherAccount } from './other-account.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'

export type VerifyAddressModel = Form & {
  readonly identifier: string
  readonly token: string
  /** Who else is signed in in this browser. */
  readonly signedInAs: string | null
}

/** Asks before anything is done: a mail program may have opened the link by itself. */
export function verifyAddressView(model: VerifyAddressModel): Html {
  const { account, verify } = textsIn(model.language).recovery
  const body = html`<p class="lead">${verify.lead}</p>
${otherAccount(model)}
${accountLine({ label: account, name: model.identifier })}
<form method="post" action="/verify-email" novalidate>
${hiddenFields(model)}
<input type="hidden" name="token" value="${model.token}">
<button class="button primary" type="submit">${verify.submit}</button>
</form>`
  return page(model, { title: verify.title, body })
}
