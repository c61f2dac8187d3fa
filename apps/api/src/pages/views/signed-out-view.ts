import { html } from 'hono/html'
import type { Frame, Html } from './frame.ts'
import { page } from './page.ts'
import { safeHref } from './safe-href.ts'
import { textsIn } from './texts-in.ts'

export type SignedOutModel = Frame & {
  readonly returnTo: string | null
  /** Pages of clients that sign this browser out there. */
  readonly frames: readonly string[]
}

export function signedOutView(model: SignedOutModel): Html {
  const { title, lead, returnTo, signInAgain } = textsIn(model.language).signedOut
  const href = safeHref(model.returnTo)
  // Without a script the person goes on by hand: a page that moves by itself after a while leaves some behind.
  const onward = model.frames.length === 0 ? '' : html` data-continue`
  const next =
    href === null
      ? html`<a class="button secondary" href="/login">${signInAgain}</a>`
      : html`<a class="button primary" href="${href}"${onward}>${returnTo(model.brand.name)}</a>`
  return page(model, {
    title,
    body: html`<p class="lead">${lead}</p>${next}${model.frames.map(hiddenFrame)}`,
  })
}

/** It may run and keep its cookies, and may not take the whole window along. */
function hiddenFrame(uri: string): Html {
  return html`<iframe hidden sandbox="allow-scripts allow-same-origin" src="${uri}"></iframe>`
}
