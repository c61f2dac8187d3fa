import { html } from 'hono/html'
import type { Frame, Html } from './frame.ts'
import { page } from './page.ts'
import type { ErrorKind } from './problems.ts'
import { safeHref } from './safe-href.ts'
import { textsIn } from './texts-in.ts'

export type ErrorModel = Frame & {
  readonly title: ErrorKind
  readonly requestId: string
  readonly code: string
  readonly backTo: string | null
}

/** All sentences come from the table of texts; nothing that a query parameter said is repeated. */
export function errorView(model: ErrorModel): Html {
  const { kinds, back, start, reference, code, requestId } = textsIn(model.language).error
  const { title, happened, advice } = kinds[model.title]
  const href = safeHref(model.backTo)
  const next =
    href === null
      ? html`<a class="button secondary" href="/">${start}</a>`
      : html`<a class="button primary" href="${href}">${back}</a>`
  const body = html`<p class="lead">${happened}</p>
<p>${advice}</p>
${next}
<section class="reference" aria-labelledby="reference">
<h2 id="reference">${reference}</h2>
<dl>
<div><dt>${code}</dt><dd>${model.code}</dd></div>
<div><dt>${requestId}</dt><dd>${model.requestId}</dd></div>
</dl>
</section>`
  return page(model, { title, hasProblem: true, body })
}
