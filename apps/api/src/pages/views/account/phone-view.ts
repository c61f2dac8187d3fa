import { html } from 'hono/html'
import { accountLine } from '../account-line.ts'
import { hiddenFields, notice, passwordField, problemSummary, textField } from '../form-parts.ts'
import type { Html } from '../frame.ts'
import type { ChallengeProblem } from '../problems.ts'
import type { PhoneProblem } from '../texts-account.ts'
import { textsIn } from '../texts-in.ts'
import { type AccountFrame, accountPage, success } from './account-page.ts'

export type PhoneModel = AccountFrame & {
  /** The number that is to be changed; null when this is to be the first. */
  readonly present: { readonly xid: string; readonly identifier: string } | null
  /** What has to be shown before anything is sent. */
  readonly proof: 'none' | 'password' | 'sign_in'
  readonly typed: string
  readonly problem: PhoneProblem | null
  readonly passwordProblem: ChallengeProblem | null
  /** Whether messages can be sent to phones here. */
  readonly isOffered: boolean
  readonly hasChanged: boolean
}

export function phoneView(model: PhoneModel): Html {
  const { phone } = textsIn(model.language).account
  const { present, proof } = model
  const hasProblem = model.problem !== null || model.passwordProblem !== null
  const form = proof === 'sign_in' ? signInAgain(model) : requestForm(model)
  const body = html`<p class="lead">${phone.lead}</p>
${model.hasChanged ? success(phone.changed) : ''}
${present === null ? '' : accountLine({ label: phone.present, name: present.identifier })}
${model.isOffered ? form : notice(phone.none)}`
  return accountPage(model, { tab: 'overview', title: phone.title, hasProblem, body })
}

function signInAgain({ language }: PhoneModel): Html {
  const { again, signInAgain: submit } = textsIn(language).account.email
  return html`<p class="aside">${again}</p>
<p><a class="button primary" href="/login?change=1&amp;return_to=%2Faccount%2Fphone">${submit}</a></p>`
}

function requestForm(model: PhoneModel): Html {
  const texts = textsIn(model.language)
  const { phone, email } = texts.account
  const problem = model.problem === null ? null : phone.problems[model.problem]
  const refused =
    model.passwordProblem === null ? null : texts.challenge.problems[model.passwordProblem](model.brand.name)
  const fields = [
    { name: 'identifier', label: phone.wanted, problem },
    { name: 'password', label: email.current, problem: refused },
  ]
  const found = fields.flatMap((field) =>
    field.problem === null ? [] : [{ ...field, problem: field.problem }],
  )
  const isPasswordWrong = found[0]?.name === 'password'
  const number = { label: phone.wanted, hint: phone.wantedHint, problem, hasFocus: !isPasswordWrong }
  const password = { label: email.current, problem: refused, hasFocus: isPasswordWrong }
  return html`${problemSummary(found, texts)}
<form method="post" action="/account/phone" novalidate>
${hiddenFields(model)}
<input type="hidden" name="identity" value="${model.present?.xid ?? ''}">
${textField({ ...number, name: 'identifier', type: 'tel', autocomplete: 'tel', value: model.typed })}
${model.proof === 'password' ? passwordField({ ...password, autocomplete: 'current-password' }, texts) : ''}
<button class="button primary" type="submit">${phone.submit}</button>
</form>`
}
