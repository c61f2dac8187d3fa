import { readCookie } from '../http/cookies.ts'
import type { HttpContext } from '../http/exchange.ts'
import { type Pages, formOf, render } from './page-context.ts'
import { newSecret } from '@lgc/composition'
import { signedInView } from './views/index.ts'

const appearance = { client: null, targets: [] }

/** Who is signed in in this browser, or undefined when nobody is. */
export async function showSignedIn(c: HttpContext, pages: Pages): Promise<Response | undefined> {
  const personXid = await pages.core.whoIsHere(readCookie(c, 'lgc_session'))
  const profile = personXid && (await pages.core.queries.profiles.load(personXid))
  if (!profile) return undefined
  const browserToken = browserTokenOf(c)
  const view = signedInView({
    ...formOf(c, appearance, { flow: null, browserToken }),
    personName: profile.person.nameDisplay,
    identifier: profile.identities[0]?.identifier ?? '',
  })
  return render(c, view, appearance)
}

/** The secret that this browser has, or a new one for it. */
export function browserTokenOf(c: HttpContext): string {
  return readCookie(c, 'lgc_browser') ?? newSecret('lgb_')
}
