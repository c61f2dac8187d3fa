import { html } from 'hono/html'
import type { Html } from './frame.ts'

type Account = {
  readonly label: string
  readonly name: string
  readonly detail?: string
  readonly otherwise?: { readonly text: string; readonly href: string }
}

/** Who is signed in or about to be, and the way out for somebody else. */
export function accountLine({ label, name, detail, otherwise }: Account): Html {
  const [initial = ''] = name.trim()
  return html`<div class="account">
<span class="avatar" aria-hidden="true">${initial.toUpperCase()}</span>
<p><span class="visually-hidden">${label} </span><strong>${name}</strong>
${detail === undefined ? '' : html`<span class="hint">${detail}</span>`}
${otherwise === undefined ? '' : html`<a href="${otherwise.href}">${otherwise.text}</a>`}</p>
</div>`
}
