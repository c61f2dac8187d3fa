import { html, raw } from 'hono/html'
import { brandStyle } from './brand-palette.ts'
import { type Brand, type Frame, type Html, serviceName } from './frame.ts'
import { safeImage } from './safe-href.ts'
import { textsIn } from './texts-in.ts'
import { themes } from './themes.ts'

type Content = {
  readonly title: string
  readonly hasProblem?: boolean
  /** The way to neighbouring pages, if there are any. */
  readonly navigation?: Html
  readonly body: Html
}

/** The document around a view: head, brand, main content and footer. */
export function page(frame: Frame, { title, hasProblem = false, navigation, body }: Content): Html {
  const { brand, language, nonce } = frame
  const texts = textsIn(language)
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${themes.light.surface}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${themes.dark.surface}">
<meta name="robots" content="noindex">
<title>${hasProblem ? texts.errorPrefix : ''}${title} – ${brand.name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/pages.css">
<style nonce="${nonce}">${raw(brandStyle(brand.color))}</style>
<script src="/assets/pages.js" nonce="${nonce}" defer></script>
</head>
<body>
<div class="card">
<header class="brand">${brandMark(brand)}<span class="brand-name">${brand.name}</span></header>
${navigation ?? ''}<main>
<h1>${title}</h1>
${body}
</main>
</div>
<footer>${texts.footer}</footer>
</body>
</html>`
}

/** The name stands beside the mark in words, so the mark itself says nothing to a screen reader. */
function brandMark({ name, logoUri }: Brand): Html {
  const logo = safeImage(logoUri)
  if (logo !== null) return html`<img class="mark logo" src="${logo}" alt="" width="44" height="44">`
  const [initial = serviceName.charAt(0)] = name.trim()
  return html`<span class="mark" aria-hidden="true">${initial.toUpperCase()}</span>`
}
