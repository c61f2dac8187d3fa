import { escapeHtml } from './escape-html.ts'
import type { Language, Message, MessageData, MessageKind } from './message.ts'
import { plainName } from './plain-name.ts'
import { english, englishPhrases } from './templates/english.ts'
import { japanese, japanesePhrases } from './templates/japanese.ts'
import type { PathOf, Phrases, Template } from './templates/template.ts'

/** Whose message it is: a client's, or the service's own. */
export type Brand = { readonly name: string; readonly color: string | null }

/** What is handed to a mail server. The same message has the same Message-ID however often it is sent. */
export type Mail = {
  readonly to: string
  readonly messageId: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

export type Letterhead = {
  readonly brand: Brand
  /** Our public origin: every link begins with it, whatever address the request came by. */
  readonly issuer: string
}

const templates: Record<Language, Record<MessageKind, Template>> = { en: english, ja: japanese }
const phrases: Record<Language, Phrases> = { en: englishPhrases, ja: japanesePhrases }

const paths: Partial<Record<MessageKind, PathOf>> = {
  password_reset: (data) => withQuery('/recover/reset', data, ['token', 'flow']),
  password_changed: () => '/login',
  email_verification: (data) => withQuery('/verify-email', data, ['token']),
  email_change: (data) => withQuery('/change-email', data, ['token']),
  email_change_requested: () => '/account/password',
  email_changed: () => '/login',
  account_exists: () => '/login',
  phone_changed: () => '/login',
}

const fallbackColor = '#1d4ed8'

type Addressed = Pick<Message, 'kind' | 'language' | 'recipient' | 'dedupeId' | 'data'>

export function composeMail(message: Addressed, { brand, issuer }: Letterhead): Mail {
  const template = templates[message.language][message.kind]
  const app = plainName(brand.name)
  const data = message.data ?? {}
  const path = paths[message.kind]?.(data)
  const link = path === undefined ? null : `${issuer}${path}`
  const words = { template, phrases: phrases[message.language], app, link, code: data['code'] ?? null }
  return {
    to: message.recipient,
    messageId: `<${message.dedupeId}@${new URL(issuer).hostname}>`,
    subject: template.subject(app),
    text: textOf(words),
    html: htmlOf(words, message.language, colorOf(brand)),
  }
}

type Words = {
  readonly template: Template
  readonly phrases: Phrases
  readonly app: string
  readonly link: string | null
  /** Digits to be typed instead of a link to be opened. */
  readonly code: string | null
}

function textOf({ template, phrases: { footer }, app, link, code }: Words): string {
  const { heading, lines, closing } = template
  const proof = [link, code].filter((one) => one !== null)
  return `${[heading, ...lines(app), ...proof, ...closing, `-- \n${footer(app)}`].join('\n\n')}\n`
}

/** Tables and inline styles: what mail programs understand. Nothing is loaded from anywhere. */
function htmlOf(
  { template, phrases: { linkHint, footer }, app, link, code }: Words,
  language: Language,
  color: string,
): string {
  const { heading, lines, button, closing } = template
  const paragraph = (text: string): string => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
  const href = link === null ? null : escapeHtml(link)
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(heading)}</title></head>
<body style="margin:0;background:#f4f5f7;color:#1f2933;font:16px/1.5 sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;background:#ffffff;border-top:4px solid ${color}">
<tr><td style="padding:24px">
<p style="margin:0 0 24px;font-weight:bold">${escapeHtml(app)}</p>
<h1 style="margin:0 0 16px;font-size:22px">${escapeHtml(heading)}</h1>
${lines(app).map(paragraph).join('\n')}
${code === null ? '' : `<p style="margin:0 0 16px;font-size:32px;letter-spacing:6px;font-weight:bold">${escapeHtml(code)}</p>`}
${href === null ? '' : buttonTo(href, button ?? heading)}
${closing.map(paragraph).join('\n')}
${href === null ? '' : addressOf(href, linkHint)}
</td></tr></table>
<p style="font-size:13px;color:#52606d">${escapeHtml(footer(app))}</p>
</td></tr></table>
</body>
</html>
`
}

function buttonTo(href: string, label: string): string {
  return `<p style="margin:0 0 16px"><a href="${href}" style="display:inline-block;padding:12px 20px;background:#1f2933;color:#ffffff;text-decoration:none">${escapeHtml(label)}</a></p>`
}

function addressOf(href: string, hint: string): string {
  return `<p style="margin:0;font-size:13px;color:#52606d">${escapeHtml(hint)}<br><a href="${href}" style="color:#52606d;word-break:break-all">${href}</a></p>`
}

function withQuery(path: string, data: MessageData, names: readonly string[]): string {
  const pairs = names.flatMap((name) =>
    data[name] === undefined ? [] : [[name, data[name]] as [string, string]],
  )
  return `${path}?${new URLSearchParams(pairs).toString()}`
}

function colorOf({ color }: Brand): string {
  return color !== null && /^#[0-9a-f]{6}$/i.test(color) ? color : fallbackColor
}
