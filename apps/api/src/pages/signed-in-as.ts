import type { Xid } from '@lgc/kernel'
import { readCookie } from '../http/cookies.ts'
import type { HttpContext } from '../http/exchange.ts'
import type { Pages } from './page-context.ts'

/** The name of whoever is signed in in this browser, if that is somebody else than the link is about. */
export async function signedInAs(c: HttpContext, { core }: Pages, linkOf: Xid): Promise<string | null> {
  const personXid = await core.whoIsHere(readCookie(c, 'lgc_session'))
  if (!personXid || personXid === linkOf) return null
  return (await core.queries.profiles.find(personXid))?.nameDisplay ?? null
}
