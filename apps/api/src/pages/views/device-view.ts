import type { Instant, Xid } from '@lgc/kernel'
import { html } from 'hono/html'
import type { AccountFrame } from './account/account-page.ts'
import { time } from './account/time.ts'
import { accountLine } from './account-line.ts'
import { hiddenFields, problemSummary, userCodeField } from './form-parts.ts'
import type { Frame, Html } from './frame.ts'
import { page } from './page.ts'
import { scopeText } from './scope-text.ts'
import type { DeviceOutcome } from './texts-device.ts'
import { textsIn } from './texts-in.ts'

export type DeviceCodeModel = AccountFrame & {
  readonly userCode: string
  readonly problem: 'user_code_unknown' | null
}

/** Where the code that a device shows is typed in. */
export function deviceCodeView(model: DeviceCodeModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, label, submit, unknown } = texts.device.code
  const problem = model.problem && unknown
  const body = html`${accountLine({ label: texts.signedInAs, name: model.personName, detail: model.identifier })}
<p class="lead">${lead}</p>
${problemSummary(problem === null ? [] : [{ name: 'user_code', label, problem }], texts)}
<form method="post" action="/device" novalidate>
${hiddenFields(model)}
${userCodeField({ label, value: model.userCode, problem, hasFocus: true })}
<button class="button primary" type="submit">${submit}</button>
</form>`
  return page(model, { title, hasProblem: problem !== null, body })
}

export type DeviceDecisionModel = AccountFrame & {
  readonly device: Xid
  readonly scopes: readonly string[]
  /** From where the device asked, and when. */
  readonly address: string
  readonly askedAt: Instant
}

/** What a device would be let into: enough to tell one's own from somebody else's (RFC 8628, section 5.4). */
export function deviceDecisionView(model: DeviceDecisionModel): Html {
  const texts = textsIn(model.language)
  const app = model.brand.name
  const { title, lead, origin, askedAt, scopes, approve, deny } = texts.device.decision
  const labels = model.scopes.map((scope) => html`<li>${scopeText(scope, texts).label}</li>`)
  const body = html`${accountLine({ label: texts.signedInAs, name: model.personName, detail: model.identifier })}
<p class="lead">${lead}</p>
<p>${origin(model.address)} ${askedAt} ${time(model.askedAt, model.language)}</p>
<p>${scopes(app)}</p>
<ul>${labels}</ul>
<form method="post" action="/device" novalidate>
${hiddenFields(model)}
<input type="hidden" name="device" value="${model.device}">
<div class="choices">
<button class="button primary" type="submit" name="decision" value="approve">${approve}</button>
<button class="button secondary" type="submit" name="decision" value="deny">${deny}</button>
</div>
</form>`
  return page(model, { title: title(app), body })
}

export function deviceOutcomeView(model: Frame & { readonly outcome: DeviceOutcome }): Html {
  const { title, lead } = textsIn(model.language).device.outcomes[model.outcome]
  return page(model, { title, body: html`<p class="lead">${lead}</p>` })
}
