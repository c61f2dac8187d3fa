import { randomBytes } from 'node:crypto'
import { hash, timingSafeEqual } from 'node:crypto'
import type { LoginFlow } from '@lgc/authentication'
import type { Client } from '@lgc/client'
import type { Config, Core } from '@lgc/composition'
import { parseXid } from '@lgc/kernel'
import { readLimited } from '../http/body.ts'
import { readCookie, setCookie } from '../http/cookies.ts'
import type { HttpContext } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { contentSecurityPolicy } from '../http/answer-headers.ts'
import { parseStrictForm } from '../http/strict-form.ts'
import { decode } from '../http/strict-json.ts'
import type { RateLimited } from '../limits/rate-limits.ts'
import { type Form, type Frame, type Html, errorView, serviceName } from './views/index.ts'
import type { ErrorKind } from './views/index.ts'

/** What every page needs. */
export type Pages = { readonly core: Core; readonly config: Config }

export type Appearance = {
  readonly client: Client | null
  readonly targets: readonly string[]
  /** What the page loads in frames. */
  readonly frames?: readonly string[]
}

const noClient: Appearance = { client: null, targets: [] }

function nonceOf(c: HttpContext): string {
  const nonce = c.get('nonce') ?? randomBytes(16).toString('base64')
  c.set('nonce', nonce)
  return nonce
}

export function frameOf(c: HttpContext, { client }: Appearance): Frame {
  const brand = client
    ? { name: client.name, logoUri: client.logoUri, color: client.brandColor }
    : { name: serviceName, logoUri: null, color: null }
  return { nonce: nonceOf(c), language: languageOf(c), brand }
}

/** Answers a page under a policy that allows its own files, the client's logo, and no inline code. */
export function render(
  c: HttpContext,
  view: Html,
  appearance: Appearance,
  status = 200,
): Response | Promise<Response> {
  const nonce = `'nonce-${nonceOf(c)}'`
  const logo = appearance.client?.logoUri
  c.header(
    'Content-Security-Policy',
    contentSecurityPolicy({
      'style-src': `'self' ${nonce}`,
      'script-src': `'self' ${nonce}`,
      'img-src': ["'self'", 'data:', ...(logo ? [new URL(logo).origin] : [])].join(' '),
      // Chromium holds the redirect after a form to this as well, so the way back to the client is named.
      ...(appearance.frames?.length ? { 'frame-src': originsOf(appearance.frames) } : {}),
      'form-action': ["'self'", ...appearance.targets.map(formTarget)].join(' '),
    }),
  )
  return c.html(view, status as 200)
}

function originsOf(uris: readonly string[]): string {
  return [...new Set(uris.map((uri) => new URL(uri).origin))].join(' ')
}

function formTarget(uri: string): string {
  const { origin, protocol } = new URL(uri)
  return origin === 'null' ? protocol : origin
}

export function errorPage(
  c: HttpContext,
  title: ErrorKind,
  { code, status, backTo = null }: { code: string; status: number; backTo?: string | null },
  appearance: Appearance = noClient,
): Response | Promise<Response> {
  const model = { ...frameOf(c, appearance), title, code, backTo, requestId: c.get('requestId') }
  return render(c, errorView(model), appearance, status)
}

/** The same to everybody, whether or not there is an account behind what was typed. */
export function limitedPage(c: HttpContext, { details }: RateLimited): Response | Promise<Response> {
  c.header('Retry-After', String(details.retry_after))
  return errorPage(c, 'rate_limited', { code: 'rate_limited', status: 429 })
}

/** Whether a browser asks for something to look at. */
export function isForPeople(c: HttpContext): boolean {
  return (c.req.header('accept') ?? '').includes('text/html')
}

/** How a flow looks and where its forms may lead. */
export async function appearanceOf({ core }: Pages, flow: LoginFlow | null): Promise<Appearance> {
  if (!flow?.request) return noClient
  const client = (await core.queries.clients.find(flow.request.clientId)) ?? null
  return { client, targets: [flow.request.redirectUri] }
}

/** The flow that the address or the form names, if this very browser began it. */
export async function resumeFlow(
  c: HttpContext,
  { core }: Pages,
  named: unknown,
): Promise<LoginFlow | undefined> {
  const xid = typeof named === 'string' ? parseXid(named) : undefined
  const flow = xid && (await core.resumeLoginFlow(xid, readCookie(c, 'lgc_browser')))
  c.set('wantedLanguages', flow?.request?.openid?.uiLocales ?? [])
  return flow
}

/** What a form carries so that no other site can send it: known to this browser and to us alone. */
export function formOf(
  c: HttpContext,
  appearance: Appearance,
  { flow, browserToken }: { flow: LoginFlow | null; browserToken: string },
): Form {
  setCookie(c, 'lgc_browser', browserToken)
  return { ...frameOf(c, appearance), csrf: csrfFor(c, browserToken), flow: flow?.xid ?? null }
}

/** Bound to the login session too: a form that was shown to one person is of no use to the next. */
function csrfFor(c: HttpContext, browserToken: string): string {
  return hash('sha256', `csrf\n${browserToken}\n${readCookie(c, 'lgc_session') ?? ''}`, 'base64url')
}

export type PageForm = Readonly<Record<string, string | readonly string[]>>

/** The fields of a form of ours, or the page that says why it is none. */
export async function readPageForm(
  c: HttpContext,
  lists: ReadonlySet<string> = new Set(),
): Promise<PageForm | Response> {
  const fields = await readFields(c, lists)
  return fields instanceof Response ? fields : ownForm(c, fields)
}

/** The fields of a form, whoever made it. */
export async function readFields(
  c: HttpContext,
  lists: ReadonlySet<string> = new Set(),
): Promise<PageForm | Response> {
  const isForm = (c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded')
  const bytes = isForm ? await readLimited(c) : undefined
  const text = bytes && decode(bytes)
  const fields = text === undefined ? undefined : parseStrictForm(text, lists)
  if (fields?.ok) return fields.value
  return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
}

/** The same fields, if it was we who gave the form to this browser. */
export function ownForm(c: HttpContext, fields: PageForm): PageForm | Response | Promise<Response> {
  const browserToken = readCookie(c, 'lgc_browser')
  if (browserToken && isSame(fields['csrf'], csrfFor(c, browserToken))) return fields
  return errorPage(c, 'flow_expired', { code: 'form_expired', status: 403, backTo: backToFlow(fields) })
}

function backToFlow({ flow }: PageForm): string {
  return typeof flow === 'string' && parseXid(flow) ? `/login?flow=${flow}` : '/login'
}

function isSame(presented: unknown, expected: string): boolean {
  if (typeof presented !== 'string' || presented.length !== expected.length) return false
  const bytes = Buffer.from(presented)
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected))
}

export function textField(form: PageForm, name: string): string {
  const value = form[name]
  return typeof value === 'string' ? value : ''
}

export function flowPath(path: string, flow: LoginFlow): string {
  return `${path}?flow=${flow.xid}`
}
