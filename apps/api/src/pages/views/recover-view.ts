import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { flowPath } from './flow-path.ts'
import { hiddenFields } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'

export type RecoverModel = Form & { readonly identifier: string }

/** Asks nothing but whether it is to be done: the identifier is the one of the sign-in. */
export function recoverView(model: RecoverModel): Html {
  const { challenge, recovery } = textsIn(model.language)
  const { title, lead, submit } = recovery.request
  const otherwise = { text: challenge.notYou, href: flowPath('/login', model.flow, { change: '1' }) }
  const body = html`<p class="lead">${lead}</p>
${accountLine({ label: recovery.account, name: model.identifier, otherwise })}
<form method="post" action="/recover" novalidate>
${hiddenFields(model)}
<button class="button primary" type="submit">${submit}</button>
</form>
<p class="aside"><a href="${flowPath('/login/verify', model.flow)}">${recovery.backToSignIn}</a></p>`
  return page(model, { title, body })
}
