import { authorizationResponse } from '@lgc/authentication'
import type { Client } from '@lgc/client'
import { clearCookie, readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { type Appearance, type Pages, formOf, frameOf, render } from './page-context.ts'
import { browserTokenOf } from './signed-in.ts'
import { signOutView, signedOutView } from './views/index.ts'

/** On whose behalf somebody signs out, and where the browser goes then: to an address that the client registered. */
export type Leaving = {
  readonly client: Client | null
  readonly returnTo: string | null
  readonly state: string | null
}

/** The form that asks; where nobody is signed in there is nothing to ask. */
export async function askWhether(c: HttpContext, pages: Pages, leaving: Leaving): Promise<Response> {
  const appearance = appearanceFor(leaving)
  const personXid = await pages.core.whoIsHere(readCookie(c, 'lgc_session'))
  const person = personXid && (await pages.core.queries.profiles.find(personXid))
  if (!person) return showSignedOut(c, leaving, [])
  const { client, returnTo, state } = leaving
  const view = signOutView({
    ...formOf(c, appearance, { flow: null, browserToken: browserTokenOf(c) }),
    personName: person.nameDisplay,
    returnTo: client && returnTo !== null ? { clientId: client.clientId, uri: returnTo, state } : null,
  })
  return render(c, view, appearance)
}

/** Ends the login session, with `all` also the app sessions it began, and goes back if it may. */
export async function signOut(
  c: HttpContext,
  { core }: Pages,
  scope: 'all' | 'current',
  leaving: Leaving,
): Promise<Response> {
  const token = readCookie(c, 'lgc_session')
  const ended = token === null ? null : await core.endSession({ token, scope }, callerOf(c))
  clearCookie(c, 'lgc_session')
  const frames = ended?.ok ? ended.value.frontChannelUris : []
  const href = hrefOf(leaving)
  return href !== null && frames.length === 0 ? c.redirect(href, 303) : showSignedOut(c, leaving, frames)
}

function hrefOf({ returnTo, state }: Leaving): string | null {
  return returnTo === null || state === null ? returnTo : authorizationResponse(returnTo, { state })
}

function appearanceFor({ client, returnTo }: Leaving): Appearance {
  return { client, targets: returnTo === null ? [] : [returnTo] }
}

/** Clients load their own pages in frames, to sign out there too; then the browser goes on. */
function showSignedOut(
  c: HttpContext,
  leaving: Leaving,
  frames: readonly string[],
): Response | Promise<Response> {
  const appearance = { ...appearanceFor(leaving), frames }
  return render(
    c,
    signedOutView({ ...frameOf(c, appearance), returnTo: hrefOf(leaving), frames }),
    appearance,
  )
}
