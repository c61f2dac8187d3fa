import { readCookie } from '../http/cookies.ts'
import type { HttpContext } from '../http/exchange.ts'
import { continueFlow } from './continue-flow.ts'
import {
  type Pages,
  appearanceOf,
  errorPage,
  flowPath,
  formOf,
  readPageForm,
  render,
  resumeFlow,
} from './page-context.ts'
import { chooseAccountView } from './views/index.ts'

/** GET /choose-account: asks whether it is to be the account that is signed in here (prompt=select_account). */
export async function showAccounts(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = await resumeFlow(c, pages, c.req.query('flow'))
  if (!flow?.request) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const personXid = await pages.core.whoIsHere(readCookie(c, 'lgc_session'))
  const profile = personXid && (await pages.core.queries.profiles.load(personXid))
  if (!profile) return c.redirect(flowPath('/login', flow), 303)
  const appearance = await appearanceOf(pages, flow)
  const browserToken = readCookie(c, 'lgc_browser') ?? ''
  const view = chooseAccountView({
    ...formOf(c, appearance, { flow, browserToken }),
    personName: profile.person.nameDisplay,
    identifier: profile.identities[0]?.identifier ?? '',
  })
  return render(c, view, appearance)
}

/** POST /choose-account: goes on as this account, or asks who it is instead. */
export async function takeAccount(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const flow = await resumeFlow(c, pages, form['flow'])
  if (!flow?.request) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const chosen = await pages.core.chooseAccount(flow)
  return form['account'] === 'this'
    ? continueFlow(c, pages, chosen)
    : c.redirect(flowPath('/login', chosen), 303)
}
