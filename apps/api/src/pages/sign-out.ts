import type { MiddlewareHandler } from 'hono'
import type { Exchange, HttpContext } from '../http/exchange.ts'
import { parseStrictForm } from '../http/strict-form.ts'
import { isOpenIdLogout, showOpenIdLogout } from '../oidc/logout.ts'
import { type Leaving, askWhether, signOut } from './leaving.ts'
import { type PageForm, type Pages, errorPage, ownForm, readFields } from './page-context.ts'

const longestState = 2048
const bySelf: Leaving = { client: null, returnTo: null, state: null }

/** GET /logout: asks. A link or an image of another site must not be able to sign anybody out. */
export async function showSignOut(c: HttpContext, pages: Pages): Promise<Response> {
  const { search } = new URL(c.req.url)
  if (isOpenIdLogout(search)) return showOpenIdLogout(c, pages, search)
  const fields = parseStrictForm(search)
  if (!fields.ok) return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
  return askWhether(c, pages, await leavingBy(pages, fields.value))
}

/**
 * POST /logout: takes the answer of the form above. What a client's own page sends comes without our cookies, so it
 * comes again as a visit, and is asked about.
 */
export function takeSignOut(guard: MiddlewareHandler<Exchange>) {
  return async (c: HttpContext, pages: Pages): Promise<Response> => {
    const fields = await readFields(c)
    if (fields instanceof Response) return fields
    if (fields['csrf'] === undefined && fields['scope'] === undefined) {
      const texts = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== '')
      return c.redirect(`/logout?${new URLSearchParams(texts).toString()}`, 303)
    }
    const refusal = await guard(c, async () => {})
    if (refusal) return refusal
    const form = await ownForm(c, fields)
    if (form instanceof Response) return form
    return signOut(c, pages, form['scope'] === 'all' ? 'all' : 'current', await leavingBy(pages, form))
  }
}

/** The address to go back to, only if the client registered it, byte for byte. */
async function leavingBy({ core }: Pages, fields: PageForm): Promise<Leaving> {
  const { client_id: clientId, return_to: uri, state } = fields
  if (typeof clientId !== 'string' || typeof uri !== 'string') return bySelf
  const client = await core.queries.clients.find(clientId)
  if (!client?.postLogoutRedirectUris.includes(uri)) return bySelf
  const isState = typeof state === 'string' && state.length <= longestState
  return { client, returnTo: uri, state: isState ? state : null }
}
