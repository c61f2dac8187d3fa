import type { ConsentRecord } from '@lgc/authentication'
import { parseXid } from '@lgc/kernel'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { type Pages, errorPage, render, textField } from '../page-context.ts'
import { type ConnectedApp, appsView } from '../views/index.ts'
import { clientNames } from './client-names.ts'
import { type Here, accountFrame, findHere, findHereWithForm, ownAppearance } from './here.ts'

const path = '/account/apps'
const shownAtOnce = 100

/** GET /account/apps: which clients somebody let in, and what they may see. */
export async function showApps(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHere(c, pages, path)
  if (here instanceof Response) return here
  const after = parseXid(c.req.query('after') ?? '')
  const { items, next } = await pages.core.queries.listConsents(
    { personXid: here.session.personXid },
    { limit: shownAtOnce, after: after ? [after] : null },
  )
  const view = appsView({
    ...accountFrame(c, here),
    apps: await connectedApps(pages, here, { consents: items, isFirstPage: after === undefined }),
    next: next?.[0] ?? null,
    hasWithdrawn: c.req.query('done') !== undefined,
  })
  return render(c, view, ownAppearance)
}

type Stretch = { readonly consents: readonly ConsentRecord[]; readonly isFirstPage: boolean }

/** Those that were let in; first of all, those that others let the person into and that wait for the person. */
async function connectedApps(
  pages: Pages,
  here: Here,
  { consents, isFirstPage }: Stretch,
): Promise<readonly ConnectedApp[]> {
  const { personXid } = here.session
  const filter = { of: { personXid }, includesRevoked: false }
  const { items: grants } = await pages.core.queries.listGrants(filter, { limit: shownAtOnce, after: null })
  const names = await clientNames(
    pages,
    [...consents, ...grants].map(({ clientId }) => clientId),
  )
  const nameOf = (clientId: string): string => names.get(clientId) ?? clientId
  const levels = new Map(grants.map(({ clientId, accessLevel }) => [clientId, accessLevel]))
  const consented = new Set(consents.map(({ clientId }) => clientId))
  const granted = isFirstPage ? grants.filter(({ clientId }) => !consented.has(clientId)) : []
  return [
    ...consents.map(({ xid, clientId, scopes, createdAt }) => ({
      consentXid: xid,
      name: nameOf(clientId),
      since: createdAt,
      scopes,
      accessLevel: levels.get(clientId) ?? null,
    })),
    ...granted.map(({ clientId, accessLevel, createdAt }) => ({
      consentXid: null,
      name: nameOf(clientId),
      since: createdAt,
      scopes: [],
      accessLevel,
    })),
  ]
}

/** POST /account/apps: takes back what was allowed to one of them, and signs it out. */
export async function takeWithdrawal(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, path)
  if (here instanceof Response) return here
  const consentXid = parseXid(textField(here.form, 'consent'))
  const { personXid } = here.session
  const withdrawn = consentXid && (await pages.core.withdrawAccess({ personXid, consentXid }, callerOf(c)))
  if (withdrawn?.ok) return c.redirect(`${path}?done=1`, 303)
  return errorPage(c, 'gone', { code: 'consent_not_found', status: 404, backTo: path })
}
