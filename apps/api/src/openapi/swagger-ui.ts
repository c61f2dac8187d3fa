import { createReadStream, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

const mediaTypes = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const

type Asset = keyof typeof mediaTypes

/** The page that shows the document. Its two files are served by ourselves: it asks nobody else for anything. */
export function swaggerPage(): HtmlEscapedString | Promise<HtmlEscapedString> {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>LGC API</title>
        <link rel="stylesheet" href="/docs/swagger-ui.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main id="swagger-ui"></main>
        <script src="/docs/swagger-ui-bundle.js"></script>
        <script src="/docs/start.js"></script>
      </body>
    </html>`
}

export const swaggerStart = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null })\n`

export function swaggerAsset(name: string): Response | undefined {
  if (!isAsset(name)) return undefined
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const path = join(folder, name)
  if (!existsSync(path)) return undefined
  const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
  return new Response(body, {
    headers: { 'Content-Type': mediaTypes[name], 'Cache-Control': 'public, max-age=86400' },
  })
}

function isAsset(name: string): name is Asset {
  return Object.hasOwn(mediaTypes, name)
}
