import { html } from 'hono/html'
import { accountLine } from '../account-line.ts'
import { hiddenFields, notice, passwordField, problemSummary, textField } from '../form-parts.ts'
import type { Html } from '../frame.ts'
import type { ChallengeProblem } from '../problems.ts'
import type { EmailProblem } from '../texts-account.ts'
import { textsIn } from '../texts-in.ts'
import { type AccountFrame, accountPage, success } from './account-page.ts'

export type EmailModel = AccountFrame & {
  /** The address that is to be changed; null when there is none. */
  readonly present: { readonly xid: string; readonly identifier: string } | null
  /** What has to be shown before anything is sent. */
  readonly proof: 'none' | 'password' | 'sign_in'
  readonly typed: string
  readonly problem: EmailProblem | null
  readonly passwordProblem: ChallengeProblem | null
  readonly isSent: boolean
}

export function emailView(model: EmailModel): Html {
  const { email } = textsIn(model.language).account
  const { present } = model
  const hasProblem = model.problem !== null || model.passwordProblem !== null
  const body = html`<p class="lead">${email.lead}</p>
${model.isSent ? success(email.sent) : ''}
${present === null ? notice(email.none) : accountLine({ label: email.present, name: present.identifier })}
${present === null ? '' : model.proof === 'sign_in' ? signInAgain(model) : requestForm(model, present.xid)}`
  return accountPage(model, { tab: 'overview', title: email.title, hasProblem, body })
}

function signInAgain({ language }: EmailModel): Html {
  const { again, signInAgain: submit } = textsIn(language).account.email
  return html`<p class="aside">${again}</p>
<p><a class="button primary" href="/login?change=1&amp;return_to=%2Faccount%2Femail">${submit}</a></p>`
}

function requestForm(model: EmailModel, identityXid: string): Html {
  const texts = textsIn(model.language)
  const { email } = texts.account
  const problem = model.problem === null ? null : email.problems[model.problem]
  const refused =
    model.passwordProblem === null ? null : texts.challenge.problems[model.passwordProblem](model.brand.name)
  const fields = [
    { name: 'identifier', label: email.wanted, problem },
    { name: 'password', label: email.current, problem: refused },
  ]
  const found = fields.flatMap((field) =>
    field.problem === null ? [] : [{ ...field, problem: field.problem }],
  )
  const isPasswordWrong = found[0]?.name === 'password'
  const address = { label: email.wanted, hint: email.wantedHint, problem, hasFocus: !isPasswordWrong }
  const password = { label: email.current, problem: refused, hasFocus: isPasswordWrong }
  return html`${problemSummary(found, texts)}
<form method="post" action="/account/email" novalidate>
${hiddenFields(model)}
<input type="hidden" name="identity" value="${identityXid}">
${textField({ ...address, name: 'identifier', type: 'email', autocomplete: 'email', value: model.typed })}
${model.proof === 'password' ? passwordField({ ...password, autocomplete: 'current-password' }, texts) : ''}
<button class="button primary" type="submit">${email.submit}</button>
</form>`
}
