import type { Service } from './service.ts'
import { issuer } from './signing-in.ts'

export type Page = {
  readonly status: number
  readonly html: string
  readonly headers: Headers
  /** Where the answer sends the browser: a path of ours, or an address elsewhere. */
  readonly location: string | null
}

type Values = Readonly<Record<string, string | readonly string[]>>
type Sent = Readonly<Record<string, string | null>>

/** A browser without scripts: it keeps cookies, reads forms and sends them. */
export type Visitor = {
  readonly cookies: Map<string, string>
  /** Goes to a path and follows redirects as long as they stay with us. */
  readonly visit: (path: string, headers?: Sent) => Promise<Page>
  readonly get: (path: string, headers?: Sent) => Promise<Page>
  readonly post: (path: string, values: Values, headers?: Sent) => Promise<Page>
  /** Fills in the form of a page and sends it; does not follow the redirect. */
  readonly submit: (page: Page, values?: Values, headers?: Sent) => Promise<Page>
  readonly follow: (page: Page) => Promise<Page>
}

export function newVisitor({ fetch }: Pick<Service, 'fetch'>): Visitor {
  const cookies = new Map<string, string>()

  const send = async (path: string, values: Values | null, headers: Sent): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const always = { Accept: 'text/html', ...(cookie === '' ? {} : { Cookie: cookie }) }
    const all = { ...always, ...(values ? { Origin: issuer } : {}), ...headers }
    const present = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
    const call = { headers: Object.fromEntries(present), ...(values ? { form: encoded(values) } : {}) }
    const response = await fetch(path, call)
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    const location = response.headers.get('location')
    return { status: response.status, html: await response.text(), headers: response.headers, location }
  }
  const get: Visitor['get'] = (path, headers = {}) => send(path, null, headers)
  const follow: Visitor['follow'] = async (page) =>
    page.location?.startsWith('/') ? follow(await get(page.location)) : page

  return {
    cookies,
    get,
    follow,
    visit: async (path, headers) => follow(await get(path, headers)),
    post: (path, values, headers = {}) => send(path, values, headers),
    submit: (page, values = {}, headers = {}) =>
      send(formIn(page.html).action, { ...formIn(page.html).fields, ...values }, headers),
  }
}

/** The action of the page's form, and the fields that it sends by itself. */
export function formIn(html: string): {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
} {
  const [, action = '', body = ''] =
    /<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/s.exec(html) ?? []
  if (action === '') throw new Error(`no form in ${html.slice(0, 2000)}`)
  const hidden = body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)
  const fields = [...hidden].map(([, name = '', value = '']) => [name, unescaped(value)] as const)
  return { action, fields: Object.fromEntries(fields) }
}

/** What stands in the reference of an error page. */
export function errorCodeIn({ html }: Page): string | undefined {
  return /<dd>([a-z_]+)<\/dd>/.exec(html)?.[1]
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

export function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
}

function encoded(values: Values): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one) => [name, one] as [string, string]),
  )
  return new URLSearchParams(pairs).toString()
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const [name = '', value = ''] = pair.split('=', 2)
  if (attributes.includes('Max-Age=0')) cookies.delete(name)
  else cookies.set(name, value)
}
