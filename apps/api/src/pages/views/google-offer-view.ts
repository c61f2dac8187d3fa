import { html } from 'hono/html'
import { flowPath } from './flow-path.ts'
import { hiddenFields, problemSummary, textField } from './form-parts.ts'
import type { Form, Html } from './frame.ts'
import { page } from './page.ts'
import type { NameProblem } from './problems.ts'
import { textsIn } from './texts-in.ts'

export type GoogleOfferModel = Form & {
  readonly offer: string
  readonly nameDisplay: string
  readonly problem: NameProblem | null
}

/** Nobody is made by coming back from Google: whoever does is asked first. */
export function googleOfferView(model: GoogleOfferModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, otherwise, submit } = texts.google.offer
  const { fields, nameHint, problems } = texts.register
  const label = fields.name_display
  const problem =
    model.problem === null ? null : problems[model.problem]({ field: 'name_display', passwordMinLength: 0 })
  const body = html`<p class="lead">${lead}</p>
${problemSummary(problem === null ? [] : [{ name: 'name_display', label, problem }], texts)}
<form method="post" action="/login/google/new" novalidate>
${hiddenFields(model)}
<input type="hidden" name="offer" value="${model.offer}">
${textField({
  name: 'name_display',
  label,
  type: 'text',
  value: model.nameDisplay,
  autocomplete: 'name',
  hint: nameHint,
  problem,
  hasFocus: true,
})}
<button class="button primary" type="submit">${submit}</button>
</form>
<p class="aside"><a href="${flowPath('/login', model.flow)}">${otherwise}</a></p>`
  return page(model, { title, hasProblem: problem !== null, body })
}
