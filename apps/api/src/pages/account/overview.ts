import { endOf } from '@lgc/authentication'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { languageOf } from '../../http/language.ts'
import { reasonOf } from '../../http/problems.ts'
import { type Pages, render } from '../page-context.ts'
import { type OverviewNotice, overviewNotices, overviewView } from '../views/index.ts'
import { type Here, accountFrame, findHere, findHereWithForm, ownAppearance } from './here.ts'

const path = '/account'
const countedAtMost = 100

/** GET /account: what there is to know of somebody's own account, and where to change it. */
export async function showOverview(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHere(c, pages, path)
  if (here instanceof Response) return here
  const asked = c.req.query('notice')
  const view = overviewView({
    ...accountFrame(c, here),
    identities: here.identities,
    hasPassword: here.identities.some(({ hasChallenge }) => hasChallenge),
    isPhoneOffered: pages.core.codeMethods.has('otp_sms'),
    ...(await countsOf(pages, here)),
    notice: overviewNotices.find((one) => one === asked) ?? null,
  })
  return render(c, view, ownAppearance)
}

async function countsOf(
  { core }: Pages,
  { session: { personXid } }: Here,
): Promise<{ readonly appCount: number; readonly sessionCount: number }> {
  const page = { limit: countedAtMost, after: null }
  const [consents, sessions] = await Promise.all([
    core.queries.listConsents({ personXid }, page),
    core.queries.listSessions({ personXid }, page),
  ])
  const live = sessions.items.filter(({ session }) => !endOf(session, core.now()))
  return { appCount: consents.items.length, sessionCount: live.length }
}

/** POST /account: sends the link again that proves an e-mail address. */
export async function takeVerificationRequest(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, path)
  if (here instanceof Response) return here
  const { personXid } = here.session
  const correspondence = { language: languageOf(c), clientId: null }
  const requested = await pages.core.requestVerification({ personXid, correspondence }, callerOf(c))
  const notice = requested.ok ? 'link_sent' : noticeOf(reasonOf(requested.refusal))
  return c.redirect(`${path}?notice=${notice}`, 303)
}

function noticeOf(reason: string): OverviewNotice {
  return reason === 'send_limit_reached' ? reason : 'nothing_to_verify'
}
