import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { flowPath } from './flow-path.ts'
import { hiddenFields } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'

export type SignedInModel = Form & { readonly personName: string; readonly identifier: string }

export function signedInView(model: SignedInModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, signOut, signOutDetail } = texts.signedIn
  const otherHref = flowPath('/login', model.flow, { change: '1' })
  const body = html`<p class="lead">${lead}</p>
${accountLine({ label: texts.signedInAs, name: model.personName, detail: model.identifier })}
<a class="button primary" href="/account">${texts.welcome.account}</a>
<form method="post" action="/logout" novalidate>
${hiddenFields(model)}
<button class="button secondary" type="submit" name="scope" value="all" aria-describedby="sign-out-detail">${signOut}</button>
<p class="hint" id="sign-out-detail">${signOutDetail}</p>
</form>
<p class="aside"><a href="${otherHref}">${texts.useAnotherAccount}</a></p>`
  return page(model, { title, body })
}
