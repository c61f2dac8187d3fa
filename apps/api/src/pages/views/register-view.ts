import { html } from 'hono/html'
import { flowPath } from './flow-path.ts'
import { hiddenFields, passwordField, problemSummary, textField } from './form-parts.ts'
import { belongsToClient, type Form, type Html } from './frame.ts'
import { page } from './page.ts'
import type { RegisterField, RegisterProblem } from './problems.ts'
import type { Texts } from './texts.ts'
import { textsIn } from './texts-in.ts'

export type RegisterModel = Form & {
  readonly values: { readonly nameDisplay: string; readonly identifier: string }
  readonly problems: Readonly<Partial<Record<RegisterField, RegisterProblem>>>
  readonly passwordMinLength: number
}

const fields: readonly RegisterField[] = ['name_display', 'identifier', 'password']

export function registerView(model: RegisterModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, submit, haveAccount, signIn } = texts.register
  const problems = fields.flatMap((name) => {
    const problem = problemText(model, name, texts)
    return problem === null ? [] : [{ name, label: texts.register.fields[name], problem }]
  })
  const body = html`${belongsToClient(model.brand) ? html`<p class="lead">${lead(model.brand.name)}</p>` : ''}
${problemSummary(problems, texts)}
<form method="post" action="/register" novalidate>
${hiddenFields(model)}
${inputs(model, problems[0]?.name ?? 'name_display', texts)}
<button class="button primary" type="submit">${submit}</button>
</form>
<p class="aside">${haveAccount} <a href="${flowPath('/login', model.flow)}">${signIn}</a></p>`
  return page(model, { title, hasProblem: problems.length > 0, body })
}

function inputs(model: RegisterModel, focused: RegisterField, texts: Texts): Html {
  const { fields: labels, nameHint, passwordHint } = texts.register
  const common = (name: RegisterField): { label: string; problem: string | null; hasFocus: boolean } => ({
    label: labels[name],
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
  type: 'email',
  value: model.values.identifier,
  autocomplete: 'email',
})}
${passwordField(
  { ...common('password'), autocomplete: 'new-password', hint: passwordHint(model.passwordMinLength) },
  texts,
)}`
}

function problemText(model: RegisterModel, field: RegisterField, texts: Texts): string | null {
  const problem = model.problems[field]
  if (problem === undefined) return null
  return texts.register.problems[problem]({ field, passwordMinLength: model.passwordMinLength })
}
