import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { flowPath } from './flow-path.ts'
import { hiddenFields } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'

/** Where the browser goes afterwards: an address that the client registered for it. */
export type SignOutReturn = {
  readonly clientId: string
  readonly uri: string
  /** Repeated to the client. */
  readonly state: string | null
}

export type SignOutModel = Form & { readonly personName: string; readonly returnTo: SignOutReturn | null }

export function signOutView(model: SignOutModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, all, allDetail, current, currentDetail, stay } = texts.signOut
  const body = html`<p class="lead">${lead}</p>
${accountLine({ label: texts.signedInAs, name: model.personName })}
<form method="post" action="/logout" novalidate>
${hiddenFields(model)}
${returnFields(model.returnTo)}
<div class="choices">
<div>
<button class="button primary" type="submit" name="scope" value="all" aria-describedby="all-detail">${all}</button>
<p class="hint" id="all-detail">${allDetail}</p>
</div>
<div>
<button class="button secondary" type="submit" name="scope" value="current" aria-describedby="current-detail">${current}</button>
<p class="hint" id="current-detail">${currentDetail}</p>
</div>
</div>
</form>
<p class="aside"><a href="${flowPath('/login', model.flow)}">${stay}</a></p>`
  return page(model, { title, body })
}

function returnFields(returnTo: SignOutReturn | null): Html {
  if (returnTo === null) return html``
  return html`<input type="hidden" name="client_id" value="${returnTo.clientId}">
<input type="hidden" name="return_to" value="${returnTo.uri}">${
    returnTo.state === null ? '' : html`<input type="hidden" name="state" value="${returnTo.state}">`
  }`
}
