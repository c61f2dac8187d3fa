import { html } from 'hono/html'
import { codeField, hiddenFields, notice, problemSummary } from '../form-parts.ts'
import type { Html } from '../frame.ts'
import type { CodeProblem } from '../problems.ts'
import { textsIn } from '../texts-in.ts'
import { type AccountFrame, accountPage } from './account-page.ts'

export type PhoneCodeModel = AccountFrame & {
  readonly challenge: string
  /** The number that the code was sent to. */
  readonly typed: string
  readonly present: { readonly xid: string } | null
  readonly problem: { readonly kind: CodeProblem; readonly seconds: number } | null
}

/** Type in what was sent to the new number. */
export function phoneCodeView(model: PhoneCodeModel): Html {
  const texts = textsIn(model.language)
  const { title, label, resend, resendHint, problems } = texts.code
  const { phone } = texts.account
  const { problem: found, typed } = model
  const problem = found && problems[found.kind](found.seconds)
  const atField = found && isAtField(found.kind) ? problem : null
  const summary = atField === null ? [] : [{ name: 'code', label, problem: atField }]
  const about = html`${hiddenFields(model)}
<input type="hidden" name="challenge" value="${model.challenge}">
<input type="hidden" name="identifier" value="${typed}">
<input type="hidden" name="identity" value="${model.present?.xid ?? ''}">`
  const body = html`<p class="lead">${phone.sentTo(typed)}</p>
${problem !== null && atField === null ? notice(problem) : problemSummary(summary, texts)}
<form method="post" action="/account/phone/code" novalidate>
${about}
${codeField({ label, problem: atField, hasFocus: true })}
<button class="button primary" type="submit">${phone.confirm}</button>
</form>
<form class="resend" method="post" action="/account/phone">
${about}
<button class="button" type="submit">${resend}</button>
<p class="hint">${resendHint}</p>
</form>
<p class="aside"><a href="/account/phone">${phone.another}</a></p>`
  return accountPage(model, { tab: 'overview', title, hasProblem: problem !== null, body })
}

function isAtField(kind: CodeProblem): boolean {
  return kind === 'code_missing' || kind === 'credentials_invalid'
}
