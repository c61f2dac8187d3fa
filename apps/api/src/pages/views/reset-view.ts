import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { hiddenFields, passwordField, problemSummary } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { otherAccount } from './other-account.ts'
import { page } from './page.ts'
import type { NewPasswordProblem } from './problems.ts'
import { textsIn } from './texts-in.ts'

export type ResetModel = Form & {
  readonly identifier: string
  readonly token: string
  /** Who else is signed in in this browser. */
  readonly signedInAs: string | null
  readonly problem: NewPasswordProblem | null
  readonly passwordMinLength: number
}

/** A new password by the link that was mailed. */
export function resetView(model: ResetModel): Html {
  const texts = textsIn(model.language)
  const { account, reset } = texts.recovery
  const { passwordMinLength } = model
  const problem = model.problem === null ? null : reset.problems[model.problem](passwordMinLength)
  const found = problem === null ? [] : [{ name: 'password', label: reset.password, problem }]
  const field = {
    label: reset.password,
    autocomplete: 'new-password',
    hint: reset.hint(passwordMinLength),
    problem,
    hasFocus: true,
  } as const
  const body = html`<p class="lead">${reset.lead}</p>
${otherAccount(model)}
${accountLine({ label: account, name: model.identifier })}
${problemSummary(found, texts)}
<form method="post" action="/recover/reset" novalidate>
${hiddenFields(model)}
<input type="hidden" name="token" value="${model.token}">
<input type="text" autocomplete="username" value="${model.identifier}" readonly hidden>
${passwordField(field, texts)}
<button class="button primary" type="submit">${reset.submit}</button>
</form>`
  return page(model, { title: reset.title, hasProblem: problem !== null, body })
}
