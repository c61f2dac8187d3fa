import type { Client } from '@lgc/client'
import { clearCookie, readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { parseStrictForm } from '../http/strict-form.ts'
import {
  type Appearance,
  type PageForm,
  type Pages,
  errorPage,
  formOf,
  frameOf,
  readPageForm,
  render,
} from './page-context.ts'
import { browserTokenOf } from './signed-in.ts'
import { signOutView, signedOutView } from './views/index.ts'

type Return = { readonly client: Client; readonly uri: string }

/** GET /logout: asks. A link or an image of another site must not be able to sign anybody out. */
export async function showSignOut(c: HttpContext, pages: Pages): Promise<Response> {
  const fields = parseStrictForm(new URL(c.req.url).search)
  if (!fields.ok) return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
  const returnTo = await registeredReturn(pages, fields.value)
  const appearance = appearanceFor(returnTo)
  const personXid = await pages.core.whoIsHere(readCookie(c, 'lgc_session'))
  const person = personXid && (await pages.core.queries.profiles.find(personXid))
  if (!person) return showSignedOut(c, appearance, returnTo)
  const view = signOutView({
    ...formOf(c, appearance, { flow: null, browserToken: browserTokenOf(c) }),
    personName: person.nameDisplay,
    returnTo: returnTo && { clientId: returnTo.client.clientId, uri: returnTo.uri },
  })
  return render(c, view, appearance)
}

/** POST /logout: ends the login session, with `all` also the app sessions it began, and goes back if it may. */
export async function takeSignOut(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const scope = form['scope'] === 'all' ? 'all' : 'current'
  const token = readCookie(c, 'lgc_session')
  if (token !== null) await pages.core.endSession({ token, scope }, callerOf(c))
  clearCookie(c, 'lgc_session')
  const returnTo = await registeredReturn(pages, form)
  return returnTo ? c.redirect(returnTo.uri, 303) : showSignedOut(c, appearanceFor(null), null)
}

/** The address to go back to, only if the client registered it, byte for byte. */
async function registeredReturn({ core }: Pages, fields: PageForm): Promise<Return | null> {
  const { client_id: clientId, return_to: uri } = fields
  if (typeof clientId !== 'string' || typeof uri !== 'string') return null
  const client = await core.queries.clients.find(clientId)
  return client?.postLogoutRedirectUris.includes(uri) ? { client, uri } : null
}

function appearanceFor(returnTo: Return | null): Appearance {
  return returnTo ? { client: returnTo.client, targets: [returnTo.uri] } : { client: null, targets: [] }
}

function showSignedOut(
  c: HttpContext,
  appearance: Appearance,
  returnTo: Return | null,
): Response | Promise<Response> {
  const view = signedOutView({ ...frameOf(c, appearance), returnTo: returnTo?.uri ?? null })
  return render(c, view, appearance)
}
