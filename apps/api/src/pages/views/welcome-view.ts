import { html } from 'hono/html'
import type { Frame, Html } from './frame.ts'
import { page } from './page.ts'
import { safeHref } from './safe-href.ts'
import type { Texts } from './texts.ts'
import { textsIn } from './texts-in.ts'

export type WelcomeLink = { readonly label: string; readonly href: string }

export type WelcomeModel = Frame & {
  readonly signedIn: boolean
  readonly docsEnabled: boolean
  readonly links: readonly WelcomeLink[]
}

export function welcomeView(model: WelcomeModel): Html {
  const texts = textsIn(model.language)
  const { title, lead, signIn, account, docs } = texts.welcome
  const body = html`<p class="lead">${lead}</p>
<a class="button primary" href="${model.signedIn ? '/account' : '/login'}">${model.signedIn ? account : signIn}</a>
${appList(model.links, texts)}
${model.docsEnabled ? html`<p class="aside"><a href="/docs">${docs}</a></p>` : ''}`
  return page(model, { title, body })
}

function appList(links: readonly WelcomeLink[], texts: Texts): Html {
  const safe = links.flatMap(({ label, href }) => {
    const address = safeHref(href)
    return address === null ? [] : [{ label, address }]
  })
  if (safe.length === 0) return html``
  return html`<section class="apps" aria-labelledby="apps">
<h2 id="apps">${texts.welcome.apps}</h2>
<ul>${safe.map(({ label, address }) => html`<li><a href="${address}">${label}</a></li>`)}</ul>
</section>`
}
