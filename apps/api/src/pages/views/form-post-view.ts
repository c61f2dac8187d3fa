import { html } from 'hono/html'
import type { Frame, Html } from './frame.ts'
import { page } from './page.ts'
import { textsIn } from './texts-in.ts'

export type FormPostModel = Frame & {
  readonly action: string
  readonly answer: Readonly<Record<string, string | null>>
}

/** The script sends the form at once; without it the person does (OAuth 2.0 Form Post Response Mode, section 2). */
export function formPostView(model: FormPostModel): Html {
  const { title, lead, proceed } = textsIn(model.language).formPost
  const fields = Object.entries(model.answer).filter((pair): pair is [string, string] => pair[1] !== null)
  const body = html`<p class="lead">${lead(model.brand.name)}</p>
<form method="post" action="${model.action}" data-send>
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="button primary" type="submit">${proceed}</button>
</form>`
  return page(model, { title, body })
}
