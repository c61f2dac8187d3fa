import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { hiddenFields } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'

export type ChooseAccountModel = Form & { readonly personName: string; readonly identifier: string }

export function chooseAccountView(model: ChooseAccountModel): Html {
  const texts = textsIn(model.language)
  const { title, proceed } = texts.chooseAccount
  const body = html`${accountLine({ label: texts.signedInAs, name: model.personName, detail: model.identifier })}
<form method="post" action="/choose-account" novalidate>
${hiddenFields(model)}
<div class="choices">
<button class="button primary" type="submit" name="account" value="this">${proceed(model.personName)}</button>
<button class="button secondary" type="submit" name="account" value="another">${texts.useAnotherAccount}</button>
</div>
</form>`
  return page(model, { title: title(model.brand.name), body })
}
