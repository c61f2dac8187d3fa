import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { DemoSettings } from './demo-settings.ts'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

/** The frame around every page: the app's mark above, the other app and LGC below. */
export function page(settings: DemoSettings, title: string, content: Html): Html {
  const { name, issuer, other } = settings
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/demo.css">
  </head>
  <body>
    <header class="top">
      <a class="mark" href="/"><img src="/icon.svg" alt="" width="36" height="36"><span>${name}</span></a>
      <span class="tag">Sample app</span>
    </header>
    <main>${content}</main>
    <footer class="foot">
      <p>${name} keeps no passwords. Signing in is done by LGC at <a href="${issuer}">${hostOf(issuer)}</a>.</p>
      <p>The other sample app is <a href="${other.origin}">${other.name}</a>.</p>
    </footer>
  </body>
</html>`
}

/** The host as people read it in the address bar. */
function hostOf(address: string): string {
  return new URL(address).host
}
