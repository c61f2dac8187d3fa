import { html } from 'hono/html'
import type { Html } from './frame.ts'
import type { Texts } from './texts.ts'

/** Nothing where Google is not offered. */
export function googleLink(href: string | null, texts: Texts): Html {
  return href === null ? html`` : html`<a class="button secondary" href="${href}">${texts.google.goOn}</a>`
}
