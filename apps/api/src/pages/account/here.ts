import type { Session } from '@lgc/authentication'
import type { Identity, Person } from '@lgc/person'
import { readCookie } from '../../http/cookies.ts'
import type { HttpContext } from '../../http/exchange.ts'
import { type Appearance, type PageForm, type Pages, formOf, readPageForm } from '../page-context.ts'
import { browserTokenOf } from '../signed-in.ts'
import type { AccountFrame } from '../views/index.ts'
import type { AccountPath } from './account-path.ts'

/** Whose account it is, and the login session by which this browser shows it. */
export type Here = {
  readonly session: Session
  readonly person: Person
  readonly identities: readonly Identity[]
}

/** The pages of the account belong to no client. */
export const ownAppearance: Appearance = { client: null, targets: [] }

/** Who is signed in in this browser; or the way to sign in, from which the browser comes back. */
export async function findHere(c: HttpContext, { core }: Pages, path: AccountPath): Promise<Here | Response> {
  const session = await core.findLoginSession(readCookie(c, 'lgc_session'))
  const profile = session && (await core.queries.profiles.load(session.personXid))
  if (!profile) return c.redirect(`/login?${new URLSearchParams({ return_to: path }).toString()}`, 303)
  c.set('personXid', session.personXid)
  return { session, ...profile }
}

/** The same, with the form that was sent: it must come from a page that was shown to the same session. */
export async function findHereWithForm(
  c: HttpContext,
  pages: Pages,
  path: AccountPath,
): Promise<(Here & { readonly form: PageForm }) | Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const here = await findHere(c, pages, path)
  return here instanceof Response ? here : { ...here, form }
}

export function accountFrame(c: HttpContext, { person, identities }: Here): AccountFrame {
  const form = formOf(c, ownAppearance, { flow: null, browserToken: browserTokenOf(c) })
  return { ...form, personName: person.nameDisplay, identifier: identities[0]?.identifier ?? '' }
}
