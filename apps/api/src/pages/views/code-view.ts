import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { flowPath } from './flow-path.ts'
import { codeField, hiddenFields, notice, problemSummary } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import type { CodeProblem } from './problems.ts'
import { textsIn } from './texts-in.ts'

export type CodeModel = Form & {
  readonly identifier: string
  readonly challenge: string
  readonly problem: { readonly kind: CodeProblem; readonly seconds: number } | null
}

/** Step two, by a code: type in what was sent. */
export function codeView(model: CodeModel): Html {
  const texts = textsIn(model.language)
  const { title, sentTo, label, submit, resend, resendHint, otherWay, problems } = texts.code
  const { problem: found, identifier, flow } = model
  const problem = found && problems[found.kind](found.seconds)
  const atField = found && isAtField(found.kind) ? problem : null
  const summary = atField === null ? [] : [{ name: 'code', label, problem: atField }]
  const back = identifier.includes('@') ? flowPath('/login/verify', flow) : flowPath('/login', flow)
  const otherwise = { text: texts.challenge.notYou, href: flowPath('/login', flow, { change: '1' }) }
  const body = html`${accountLine({ label: texts.challenge.account, name: identifier, otherwise })}
<p class="lead">${sentTo(identifier)}</p>
${problem !== null && atField === null ? notice(problem) : problemSummary(summary, texts)}
<form method="post" action="/login/code" novalidate>
${hiddenFields(model)}
<input type="hidden" name="challenge" value="${model.challenge}">
${codeField({ label, problem: atField, hasFocus: true })}
<button class="button primary" type="submit">${submit}</button>
</form>
<form class="resend" method="post" action="/login/code/send">
${hiddenFields(model)}
<input type="hidden" name="challenge" value="${model.challenge}">
<button class="button" type="submit">${resend}</button>
<p class="hint">${resendHint}</p>
</form>
<p class="aside"><a href="${back}">${otherWay}</a></p>`
  return page(model, { title, hasProblem: problem !== null, body })
}

function isAtField(kind: CodeProblem): boolean {
  return kind === 'code_missing' || kind === 'credentials_invalid'
}
