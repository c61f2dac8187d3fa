import { html } from 'hono/html'
import { flowPath } from './flow-path.ts'
import { hiddenFields, problemSummary, textField } from './form-parts.ts'
import { belongsToClient, type Form, type Html } from './frame.ts'
import { googleLink } from './google-link.ts'
import { page } from './page.ts'
import type { SignInProblem } from './problems.ts'
import type { Texts } from './texts.ts'
import { textsIn } from './texts-in.ts'

export type SignInModel = Form & {
  /** Where Google is offered; null where it is not. */
  readonly googleHref: string | null
  readonly identifier: string
  readonly problem: SignInProblem | null
  readonly registerAllowed: boolean
  readonly phoneAllowed: boolean
}

/** Step one: who are you? */
export function signInView(model: SignInModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, submit, newHere, register } = texts.signIn
  const { label, problems } = wordsFor(model, texts)
  const problem = model.problem === null ? null : problems[model.problem]
  const found = problem === null ? [] : [{ name: 'identifier', label, problem }]
  const body = html`${belongsToClient(model.brand) ? html`<p class="lead">${lead(model.brand.name)}</p>` : ''}
${problemSummary(found, texts)}
<form method="post" action="/login" novalidate>
${hiddenFields(model)}
${textField({
  name: 'identifier',
  label,
  type: 'text',
  value: model.identifier,
  autocomplete: 'username webauthn',
  problem,
  hasFocus: true,
})}
<button class="button primary" type="submit">${submit}</button>
</form>
${googleLink(model.googleHref, texts)}
${
  model.registerAllowed
    ? html`<p class="aside">${newHere} <a href="${flowPath('/register', model.flow)}">${register}</a></p>`
    : ''
}`
  return page(model, { title, hasProblem: problem !== null, body })
}

type Words = { readonly label: string; readonly problems: Texts['signIn']['problems'] }

function wordsFor({ phoneAllowed }: SignInModel, { signIn, code: { withPhone } }: Texts): Words {
  if (!phoneAllowed) return { label: signIn.identifier, problems: signIn.problems }
  const { missing, unrecognized } = withPhone
  const said = { identifier_missing: missing, identifier_unrecognized: unrecognized }
  return { label: withPhone.identifier, problems: { ...signIn.problems, ...said } }
}
