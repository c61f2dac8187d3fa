import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { flowPath } from './flow-path.ts'
import { hiddenFields } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import { scopeText } from './scope-text.ts'
import type { Texts } from './texts.ts'
import { textsIn } from './texts-in.ts'

export type ConsentScope = {
  readonly scope: string
  readonly required: boolean
  readonly alreadyGranted: boolean
}

export type ConsentModel = Form & {
  readonly personName: string
  readonly scopes: readonly ConsentScope[]
}

export function consentView(model: ConsentModel): Html {
  const texts = textsIn(model.language)
  const app = model.brand.name
  const { title, scopesLegend, approve, deny, afterwards } = texts.consent
  const otherwise = {
    text: texts.consent.notYou,
    href: flowPath('/login', model.flow, { change: '1' }),
  }
  const body = html`${accountLine({ label: texts.signedInAs, name: model.personName, otherwise })}
<form method="post" action="/consent" novalidate>
${hiddenFields(model)}
<fieldset class="scopes">
<legend>${scopesLegend(app)}</legend>
${model.scopes.map((scope) => scopeRow(scope, texts))}
</fieldset>
<div class="choices">
<button class="button primary" type="submit" name="decision" value="approve">${approve}</button>
<button class="button secondary" type="submit" name="decision" value="deny">${deny}</button>
</div>
</form>
<p class="aside">${afterwards(app)}</p>`
  return page(model, { title: title(app), body })
}

/** Browsers do not send a disabled checkbox, so a hidden field carries the scope that cannot be left out. */
function scopeRow({ scope, required, alreadyGranted }: ConsentScope, texts: Texts): Html {
  const { label, detail } = scopeText(scope, texts)
  const checkbox = required
    ? html`<input type="hidden" name="approved_scopes" value="${scope}"><input type="checkbox" checked disabled>`
    : html`<input type="checkbox" name="approved_scopes" value="${scope}" checked>`
  const tag = required ? texts.consent.required : alreadyGranted ? texts.consent.alreadyGranted : null
  return html`<label class="scope">${checkbox}<span class="scope-text"><span class="scope-label">${label}${
    tag === null ? '' : html` <span class="tag">${tag}</span>`
  }</span><span class="hint">${detail}</span></span></label>`
}
