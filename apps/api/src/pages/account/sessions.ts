import { type ListedSession, endOf } from '@lgc/authentication'
import { type Xid, parseXid } from '@lgc/kernel'
import { clearCookie } from '../../http/cookies.ts'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { type Pages, errorPage, render, textField } from '../page-context.ts'
import { type AppSession, type LoginSession, type SessionsModel, sessionsView } from '../views/index.ts'
import { clientNames } from './client-names.ts'
import { deviceOf } from './device-of.ts'
import { type Here, accountFrame, findHere, findHereWithForm, ownAppearance } from './here.ts'

const path = '/account/sessions'
const shownAtOnce = 100

/** GET /account/sessions: where somebody is signed in. */
export async function showSessions(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHere(c, pages, path)
  if (here instanceof Response) return here
  const after = parseXid(c.req.query('after') ?? '')
  const model = { ...accountFrame(c, here), ...(await sessionsOf(pages, here, after)) }
  return render(c, sessionsView({ ...model, hasEnded: c.req.query('done') !== undefined }), ownAppearance)
}

type Listed = Pick<SessionsModel, 'logins' | 'apps' | 'next'>

/** App sessions stand under the login session that began them; those whose login is over, by themselves. */
async function sessionsOf(pages: Pages, here: Here, after?: Xid): Promise<Listed> {
  const { core } = pages
  const { personXid } = here.session
  const page = { limit: shownAtOnce, after: after ? [after] : null }
  const { items, next } = await core.queries.listSessions({ personXid }, page)
  const live = items.filter(({ session }) => !endOf(session, core.now()))
  const names = await clientNames(
    pages,
    live.flatMap(({ clientId }) => (clientId === null ? [] : [clientId])),
  )
  const logins = live.filter(({ clientId }) => clientId === null)
  const isBegunHere = ({ session }: ListedSession, login: Xid): boolean => session.loginSessionXid === login
  const apps = live.filter(({ clientId }) => clientId !== null)
  const shown = logins.map((login) => {
    const own = apps.filter((app) => isBegunHere(app, login.session.xid))
    return loginSession(
      login,
      here,
      own.map((app) => appSession(app, names)),
    )
  })
  const alone = apps.filter((app) => !logins.some(({ session }) => isBegunHere(app, session.xid)))
  return {
    logins: shown.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent)),
    apps: alone.map((app) => appSession(app, names)),
    next: next?.[0] ?? null,
  }
}

function loginSession({ session }: ListedSession, here: Here, apps: readonly AppSession[]): LoginSession {
  const { xid, address, createdAt, lastActiveAt, userAgent } = session
  const isCurrent = xid === here.session.xid
  return { xid, device: deviceOf(userAgent), address, createdAt, lastActiveAt, isCurrent, apps }
}

function appSession({ session, clientId }: ListedSession, names: ReadonlyMap<string, string>): AppSession {
  const { xid, createdAt, lastActiveAt } = session
  return { xid, name: names.get(clientId ?? '') ?? clientId ?? '', createdAt, lastActiveAt }
}

/** POST /account/sessions: ends one of them, or all that this browser did not begin. */
export async function takeSessionEnd(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, path)
  if (here instanceof Response) return here
  const { personXid, xid: loginSessionXid } = here.session
  const { core } = pages
  if (textField(here.form, 'others') !== '') {
    await core.endOtherSessions({ personXid, loginSessionXid }, callerOf(c))
    return c.redirect(`${path}?done=1`, 303)
  }
  const sessionXid = parseXid(textField(here.form, 'session'))
  const ended = sessionXid && (await core.endOwnSession({ personXid, sessionXid }, callerOf(c)))
  if (!ended?.ok) {
    return errorPage(c, 'gone', { code: 'session_not_found', status: 404, backTo: path })
  }
  if (sessionXid === loginSessionXid) clearCookie(c, 'lgc_session')
  return c.redirect(`${path}?done=1`, 303)
}
