import type { LoginFlow, ProviderAccount } from '@lgc/authentication'
import { type Xid, parseXid } from '@lgc/kernel'
import { readCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { beginSession } from './begin-session.ts'
import { refuseEntry } from './continue-flow.ts'
import {
  type Pages,
  appearanceOf,
  errorPage,
  formOf,
  readPageForm,
  render,
  resumeFlow,
  textField,
} from './page-context.ts'
import { realmOfFlow } from './realm-of-flow.ts'
import { type NameProblem, googleOfferView } from './views/index.ts'

type Step = { readonly flow: LoginFlow; readonly offerXid: Xid }

/** GET /login/google/new: asks whoever has a Google account that nobody has here whether to become somebody. */
export async function showGoogleOffer(c: HttpContext, pages: Pages): Promise<Response> {
  const step = await stepOf(c, pages, { flow: c.req.query('flow'), offer: c.req.query('offer') })
  const account = step && (await pages.core.findProviderOffer(step.offerXid, step.flow))
  if (!step || !account) return expired(c)
  if (!pages.config.isSelfRegistrationOpen) return closed(c)
  return showForm(c, pages, step, { nameDisplay: account.name ?? '', problem: null })
}

/** POST /login/google/new: makes the person and signs the browser in. */
export async function takeGoogleOffer(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const step = await stepOf(c, pages, form)
  if (!step) return expired(c)
  const nameDisplay = textField(form, 'name_display').trim()
  const problem = problemOf(nameDisplay)
  if (problem) return showForm(c, pages, step, { nameDisplay, problem })
  const account = await pages.core.takeProviderOffer(step.offerXid, step.flow, callerOf(c))
  return account ? become(c, pages, step.flow, { account, nameDisplay }) : expired(c)
}

type Newcomer = { readonly account: ProviderAccount; readonly nameDisplay: string }

/** Somebody may have taken the account in another window meanwhile; then it is the same person, who signs in. */
async function become(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  { account, nameDisplay }: Newcomer,
): Promise<Response> {
  const { core } = pages
  const registration = { realmXid: await realmOfFlow(pages, flow), nameDisplay, nameLegal: null }
  const registered = await core.registerAccount({ ...registration, subject: account.subject }, callerOf(c))
  if (!registered.ok && registered.refusal === 'self_registration_disabled') return closed(c)
  const claim = { account, clientId: flow.request?.clientId ?? null }
  const verified = await core.verifyProviderAccount(claim, callerOf(c))
  if (!verified.ok) return refuseEntry(c, pages, flow, verified.refusal)
  const begun = await beginSession(c, pages, flow, verified.value.verificationToken)
  return begun instanceof Response ? begun : refuseEntry(c, pages, flow, begun)
}

async function showForm(
  c: HttpContext,
  pages: Pages,
  { flow, offerXid }: Step,
  { nameDisplay, problem }: { readonly nameDisplay: string; readonly problem: NameProblem | null },
): Promise<Response> {
  const appearance = await appearanceOf(pages, flow)
  const browserToken = readCookie(c, 'lgc_browser') ?? ''
  const form = formOf(c, appearance, { flow, browserToken })
  const view = googleOfferView({ ...form, offer: offerXid, nameDisplay, problem })
  return render(c, view, appearance, problem === null ? 200 : 422)
}

async function stepOf(
  c: HttpContext,
  pages: Pages,
  named: Readonly<Record<string, unknown>>,
): Promise<Step | undefined> {
  const { flow: flowNamed, offer } = named
  const flow = await resumeFlow(c, pages, flowNamed)
  const offerXid = typeof offer === 'string' ? parseXid(offer) : undefined
  return flow && offerXid ? { flow, offerXid } : undefined
}

function problemOf(nameDisplay: string): NameProblem | null {
  if (nameDisplay === '') return 'missing'
  return nameDisplay.length > 100 ? 'too_long' : null
}

function expired(c: HttpContext): Response | Promise<Response> {
  return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
}

function closed(c: HttpContext): Response | Promise<Response> {
  return errorPage(c, 'registration_closed', { code: 'self_registration_disabled', status: 403 })
}
