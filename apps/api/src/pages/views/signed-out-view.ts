import { html } from 'hono/html'
import type { Frame, Html } from './frame.ts'
import { page } from './page.ts'
import { safeHref } from './safe-href.ts'
import { textsIn } from './texts-in.ts'

export type SignedOutModel = Frame & { readonly returnTo: string | null }

export function signedOutView(model: SignedOutModel): Html {
  const { title, lead, returnTo, signInAgain } = textsIn(model.language).signedOut
  const href = safeHref(model.returnTo)
  const next =
    href === null
      ? html`<a class="button secondary" href="/login">${signInAgain}</a>`
      : html`<a class="button primary" href="${href}">${returnTo(model.brand.name)}</a>`
  return page(model, { title, body: html`<p class="lead">${lead}</p>${next}` })
}
