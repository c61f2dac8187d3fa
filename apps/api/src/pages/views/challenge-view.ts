import { html } from 'hono/html'
import { accountLine } from './account-line.ts'
import { flowPath } from './flow-path.ts'
import { hiddenFields, notice, passwordField, problemSummary } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import type { ChallengeProblem } from './problems.ts'
import type { Texts } from './texts.ts'
import { textsIn } from './texts-in.ts'

export type ChallengeModel = Form & {
  readonly identifier: string
  readonly problem: ChallengeProblem | null
  /** Whether a code can be sent to the identifier instead. */
  readonly codeAllowed: boolean
}

/** Step two: prove it. */
export function challengeView(model: ChallengeModel): Html {
  const texts = textsIn(model.language)
  const problem = model.problem === null ? null : texts.challenge.problems[model.problem](model.brand.name)
  const atField = isAtField(model.problem) ? problem : null
  const found = atField === null ? [] : [{ name: 'password', label: texts.password, problem: atField }]
  const otherwise = { text: texts.challenge.notYou, href: flowPath('/login', model.flow, { change: '1' }) }
  const body = html`${accountLine({ label: texts.challenge.account, name: model.identifier, otherwise })}
${problem !== null && atField === null ? notice(problem) : problemSummary(found, texts)}
<form method="post" action="/login/verify" novalidate>
${hiddenFields(model)}
<input type="text" autocomplete="username" value="${model.identifier}" readonly hidden>
${passwordField(
  { label: texts.password, autocomplete: 'current-password', problem: atField, hasFocus: true },
  texts,
)}
<button class="button primary" type="submit">${texts.challenge.submit}</button>
</form>
${codeInstead(model, texts)}
${recoveryLink(model, texts)}`
  return page(model, { title: texts.challenge.title, hasProblem: problem !== null, body })
}

function codeInstead(model: ChallengeModel, { code }: Texts): Html {
  if (!model.codeAllowed) return html``
  return html`<form class="instead" method="post" action="/login/code/send">
${hiddenFields(model)}
<button class="button" type="submit">${code.instead}</button>
</form>`
}

/** Only where a link can be sent to: a company code is no address. */
function recoveryLink({ identifier, flow }: ChallengeModel, { recovery }: Texts): Html {
  if (!identifier.includes('@')) return html``
  return html`<p class="aside"><a href="${flowPath('/recover', flow)}">${recovery.forgotten}</a></p>`
}

function isAtField(problem: ChallengeProblem | null): boolean {
  return problem === 'password_missing' || problem === 'credentials_invalid'
}
