import type { LoginFlow } from '@lgc/authentication'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { reasonOf } from '../http/problems.ts'
import { answerClient } from './answer-client.ts'
import { continueFlow, refuseEntry } from './continue-flow.ts'
import {
  type Pages,
  appearanceOf,
  errorPage,
  flowPath,
  formOf,
  readPageForm,
  render,
  resumeFlow,
  textField,
} from './page-context.ts'
import { consentView } from './views/index.ts'

/** GET /consent: asks the person what the client may see. */
export async function showConsent(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = await resumeFlow(c, pages, c.req.query('flow'))
  if (!flow?.request) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const outcome = await pages.core.authorize(flow.request, presentedFor(c, flow), callerOf(c))
  const isToBeAsked = outcome.ok && outcome.value.status === 'consent_required'
  if (!isToBeAsked) return continueFlow(c, pages, flow)
  const { requestedScopes, grantedScopes } = outcome.value
  const appearance = await appearanceOf(pages, flow)
  const browserToken = readCookie(c, 'lgc_browser') ?? ''
  const view = consentView({
    ...formOf(c, appearance, { flow, browserToken }),
    personName: await personName(c, pages),
    scopes: requestedScopes.map((scope) => ({
      scope,
      required: scope === 'openid',
      alreadyGranted: grantedScopes.includes(scope),
    })),
  })
  return render(c, view, appearance)
}

/** POST /consent: keeps the decision and sends the browser back to the client. */
export async function takeDecision(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c, new Set(['approved_scopes']))
  if (form instanceof Response) return form
  const flow = await resumeFlow(c, pages, form['flow'])
  if (!flow?.request) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const decision = textField(form, 'decision')
  if (decision !== 'approve' && decision !== 'deny') {
    return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
  }
  const approved = form['approved_scopes']
  const approvedScopes =
    decision === 'approve' && Array.isArray(approved) ? [...new Set<string>(approved)] : null
  const presented = presentedFor(c, flow)
  const outcome = await pages.core.recordConsent(flow.request, { approvedScopes }, presented, callerOf(c))
  if (outcome.ok) {
    const { value } = outcome
    const answer = value.status === 'authorized' ? { code: value.code } : { error: 'access_denied' }
    return answerClient(c, pages, flow.request, answer)
  }
  const code = reasonOf(outcome.refusal)
  if (code === 'login_required' || code === 'verification_token_missing') {
    return c.redirect(flowPath('/login', flow), 303)
  }
  const isOfForm =
    code === 'scope_not_requested' || code === 'openid_required' || code === 'approved_scopes_missing'
  if (isOfForm) return errorPage(c, 'forbidden', { code, status: 403 })
  return refuseEntry(c, pages, flow, outcome.refusal)
}

function presentedFor(c: HttpContext, { createdAt }: LoginFlow): Parameters<Pages['core']['authorize']>[1] {
  return { verificationToken: null, loginToken: readCookie(c, 'lgc_session'), freshSince: createdAt }
}

async function personName(c: HttpContext, { core }: Pages): Promise<string> {
  const personXid = await core.whoIsHere(readCookie(c, 'lgc_session'))
  const person = personXid && (await core.queries.profiles.find(personXid))
  return person?.nameDisplay ?? ''
}
