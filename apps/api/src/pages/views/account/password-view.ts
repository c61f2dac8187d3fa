import { html } from 'hono/html'
import { hiddenFields, notice, passwordField, problemSummary } from '../form-parts.ts'
import type { Html } from '../frame.ts'
import type { ChallengeProblem, NewPasswordProblem } from '../problems.ts'
import { textsIn } from '../texts-in.ts'
import { type AccountFrame, accountPage, success } from './account-page.ts'

export type PasswordModel = AccountFrame & {
  readonly hasPassword: boolean
  readonly currentProblem: ChallengeProblem | null
  readonly newProblem: NewPasswordProblem | null
  readonly passwordMinLength: number
  readonly hasChanged: boolean
}

export function passwordView(model: PasswordModel): Html {
  const { password } = textsIn(model.language).account
  const body = html`<p class="lead">${password.lead}</p>
${model.hasChanged ? success(password.changed) : ''}
${model.hasPassword ? changeForm(model) : notice(password.none)}`
  const hasProblem = model.currentProblem !== null || model.newProblem !== null
  return accountPage(model, { tab: 'password', title: password.title, hasProblem, body })
}

function changeForm(model: PasswordModel): Html {
  const texts = textsIn(model.language)
  const { account, challenge, recovery } = texts
  const { currentProblem, newProblem, passwordMinLength } = model
  const { reset } = recovery
  const current = currentProblem === null ? null : challenge.problems[currentProblem](model.brand.name)
  const wanted = newProblem === null ? null : reset.problems[newProblem](passwordMinLength)
  const fields = [
    { name: 'current_password', label: account.password.current, problem: current },
    { name: 'new_password', label: reset.password, problem: wanted },
  ] as const
  const [first, second] = fields
  const found = fields.flatMap((field) =>
    field.problem === null ? [] : [{ ...field, problem: field.problem }],
  )
  return html`${problemSummary(found, texts)}
<form method="post" action="/account/password" novalidate>
${hiddenFields(model)}
<input type="text" autocomplete="username" value="${model.identifier}" readonly hidden>
${passwordField({ ...first, autocomplete: 'current-password', hasFocus: found[0]?.name !== 'new_password' }, texts)}
${passwordField(
  {
    ...second,
    autocomplete: 'new-password',
    hint: reset.hint(passwordMinLength),
    hasFocus: found[0]?.name === 'new_password',
  },
  texts,
)}
<button class="button primary" type="submit">${reset.submit}</button>
</form>
<p class="aside"><a href="/login?change=1">${account.password.forgotten}</a></p>`
}
