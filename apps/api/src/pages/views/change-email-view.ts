import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { hiddenFields } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { otherAccount } from './other-account.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'

export type ChangeEmailModel = Form & {
  readonly identifier: string
  readonly newIdentifier: string
  readonly token: string
  /** Who else is signed in in this browser. */
  readonly signedInAs: string | null
}

/** Names the account and the address before anything is done: a mail program may have opened the link by itself. */
export function changeEmailView(model: ChangeEmailModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, submit, wanted } = texts.account.emailConfirmation
  const detail = wanted(model.newIdentifier)
  const body = html`<p class="lead">${lead}</p>
${otherAccount(model)}
${accountLine({ label: texts.recovery.account, name: model.identifier, detail })}
<form method="post" action="/change-email" novalidate>
${hiddenFields(model)}
<input type="hidden" name="token" value="${model.token}">
<button class="button primary" type="submit">${submit}</button>
</form>`
  return page(model, { title, body })
}
