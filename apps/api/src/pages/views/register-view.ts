import { html } from 'hono/html'
import { flowPath } from './flow-path.ts'
import { hiddenFields, passwordField, problemSummary, textField } from './form-parts.ts'
import { belongsToClient, type Form, type Html } from './frame.ts'
import { googleLink } from './google-link.ts'
import { page } from './page.ts'
import type { RegisterField, RegisterProblem } from './problems.ts'
import type { Texts } from './texts.ts'
import { textsIn } from './texts-in.ts'

export type RegisterModel = Form & {
  /** Where Google is offered; null where it is not. */
  readonly googleHref: string | null
  readonly values: { readonly nameDisplay: string; readonly identifier: string }
  readonly problems: Readonly<Partial<Record<RegisterField, RegisterProblem>>>
  readonly passwordMinLength: number
  readonly phoneAllowed: boolean
}

const fields: readonly RegisterField[] = ['name_display', 'identifier', 'password']

export function registerView(model: RegisterModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, submit, haveAccount, signIn } = texts.register
  const problems = fields.flatMap((name) => {
    const problem = problemText(model, name, texts)
    return problem === null ? [] : [{ name, label: labelOf(model, name, texts), problem }]
  })
  const body = html`${belongsToClient(model.brand) ? html`<p class="lead">${lead(model.brand.name)}</p>` : ''}
${problemSummary(problems, texts)}
<form method="post" action="/register" novalidate>
${hiddenFields(model)}
${inputs(model, problems[0]?.name ?? 'name_display', texts)}
<button class="button primary" type="submit">${submit}</button>
</form>
${googleLink(model.googleHref, texts)}
<p class="aside">${haveAccount} <a href="${flowPath('/login', model.flow)}">${signIn}</a></p>`
  return page(model, { title, hasProblem: problems.length > 0, body })
}

function inputs(model: RegisterModel, focused: RegisterField, texts: Texts): Html {
  const { nameHint, passwordHint } = texts.register
  const hint = passwordHint(model.passwordMinLength)
  const common = (name: RegisterField): { label: string; problem: string | null; hasFocus: boolean } => ({
    label: labelOf(model, name, texts),
    problem: problemText(model, name, texts),
    hasFocus: focused === name,
  })
  return html`${textField({
    ...common('name_display'),
    name: 'name_display',
    type: 'text',
    value: model.values.nameDisplay,
    autocomplete: 'name',
    hint: nameHint,
  })}
${textField({
  ...common('identifier'),
  name: 'identifier',
  type: model.phoneAllowed ? 'text' : 'email',
  value: model.values.identifier,
  autocomplete: 'email',
})}
${passwordField(
  {
    ...common('password'),
    autocomplete: 'new-password',
    hint: model.phoneAllowed ? texts.code.withPhone.passwordHint(hint) : hint,
  },
  texts,
)}`
}

function problemText(model: RegisterModel, field: RegisterField, texts: Texts): string | null {
  const problem = model.problems[field]
  if (problem === undefined) return null
  const said = model.phoneAllowed && field === 'identifier' ? withPhone(problem, texts) : undefined
  if (said !== undefined) return said
  return texts.register.problems[problem]({ field, passwordMinLength: model.passwordMinLength })
}

function labelOf({ phoneAllowed }: RegisterModel, field: RegisterField, { register, code }: Texts): string {
  return phoneAllowed && field === 'identifier' ? code.withPhone.registerIdentifier : register.fields[field]
}

function withPhone(problem: RegisterProblem, { code: { withPhone: words } }: Texts): string | undefined {
  const said: Partial<Record<RegisterProblem, string>> = {
    missing: words.registerMissing,
    identifier_unrecognized: words.registerUnrecognized,
    identifier_type_not_allowed: words.registerNotAllowed,
    identifier_taken: words.registerTaken,
  }
  return said[problem]
}
