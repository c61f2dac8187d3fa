import type { LoginFlow } from '@lgc/authentication'
import { type Xid, parseXid } from '@lgc/kernel'
import type { SentCode } from '@lgc/person'
import { readCookie, setCookie } from '../http/cookies.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { type Refusal, reasonOf } from '../http/problems.ts'
import { takeByAddress } from '../http/take-allowance.ts'
import { beginSession } from './begin-session.ts'
import {
  type Pages,
  appearanceOf,
  errorPage,
  flowPath,
  formOf,
  limitedPage,
  readPageForm,
  render,
  resumeFlow,
  textField,
} from './page-context.ts'
import { realmOfFlow } from './realm-of-flow.ts'
import { type CodeProblem, codeView } from './views/index.ts'

/** A flow whose identifier is known, and the code that was sent to it. */
type Waiting = {
  readonly flow: LoginFlow
  readonly identifier: string
  readonly challengeXid: Xid
}

/** Sends a code to the identifier of the flow, and the browser to where it is typed in. */
export async function goToCode(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  identifier: string,
): Promise<Response> {
  const sent = await send(c, pages, flow, identifier)
  if (sent instanceof Response) return sent
  return c.redirect(`${flowPath('/login/code', flow)}&challenge=${sent.challengeXid}`, 303)
}

async function send(
  c: HttpContext,
  pages: Pages,
  flow: LoginFlow,
  identifier: string,
): Promise<SentCode | Response> {
  const limited = await takeByAddress(c, 'otp')
  if (limited) return limitedPage(c, limited)
  const request = {
    realmXid: await realmOfFlow(pages, flow),
    identifier,
    browser: readCookie(c, 'lgc_browser'),
    correspondence: { language: languageOf(c), clientId: flow.request?.clientId ?? null },
  }
  const sent = await pages.core.sendOneTimeCode(request, callerOf(c))
  if (sent.ok) return sent.value
  if (typeof sent.refusal === 'object') return limitedPage(c, sent.refusal)
  return errorPage(c, 'access_denied', {
    code: sent.refusal,
    status: 422,
    backTo: flowPath('/login', flow),
  })
}

/** GET /login/code */
export async function showCode(c: HttpContext, pages: Pages): Promise<Response> {
  const waiting = await waitingFor(c, pages, {
    flow: c.req.query('flow'),
    challenge: c.req.query('challenge'),
  })
  return waiting instanceof Response ? waiting : showForm(c, pages, waiting, null)
}

async function waitingFor(
  c: HttpContext,
  pages: Pages,
  named: { readonly flow: unknown; readonly challenge: unknown },
): Promise<Waiting | Response> {
  const flow = await resumeFlow(c, pages, named.flow)
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const challengeXid = typeof named.challenge === 'string' ? parseXid(named.challenge) : undefined
  if (flow.identifier === null || !challengeXid) return c.redirect(flowPath('/login', flow), 303)
  return { flow, identifier: flow.identifier, challengeXid }
}

async function showForm(
  c: HttpContext,
  pages: Pages,
  { flow, identifier, challengeXid }: Waiting,
  problem: { readonly kind: CodeProblem; readonly seconds?: number } | null,
): Promise<Response> {
  const appearance = await appearanceOf(pages, flow)
  const browserToken = readCookie(c, 'lgc_browser') ?? ''
  const form = formOf(c, appearance, { flow, browserToken })
  const view = codeView({
    ...form,
    identifier,
    challenge: challengeXid,
    problem: problem && { seconds: 0, ...problem },
  })
  return render(c, view, appearance, problem === null ? 200 : 422)
}

/** POST /login/code: checks the digits and signs the browser in. */
export async function takeCode(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const waiting = await waitingFor(c, pages, { flow: form['flow'], challenge: form['challenge'] })
  if (waiting instanceof Response) return waiting
  const code = textField(form, 'code').normalize('NFKC').replace(/[\s-]/g, '')
  if (!/^[0-9]{6}$/.test(code)) return showForm(c, pages, waiting, { kind: 'code_missing' })
  const refusal = await signIn(c, pages, waiting, code)
  return refusal instanceof Response ? refusal : showForm(c, pages, waiting, { kind: problemOf(refusal) })
}

async function signIn(
  c: HttpContext,
  pages: Pages,
  { flow, identifier, challengeXid }: Waiting,
  code: string,
): Promise<Response | Refusal> {
  const method = identifier.includes('@') ? 'otp_email' : 'otp_sms'
  const browser = readCookie(c, 'lgc_browser')
  const device = readCookie(c, 'lgc_device')
  const attempt = { method, challengeXid, code, browser, device } as const
  const verified = await pages.core.verifyByCode(attempt, callerOf(c))
  if (!verified.ok) return verified.refusal
  setCookie(c, 'lgc_device', verified.value.device)
  return beginSession(c, pages, flow, verified.value.verificationToken)
}

const shown: ReadonlySet<string> = new Set<CodeProblem>([
  'otp_expired',
  'otp_attempts_exceeded',
  'account_locked',
  'person_suspended',
])

function problemOf(refusal: Refusal): CodeProblem {
  const reason = reasonOf(refusal)
  return shown.has(reason) ? (reason as CodeProblem) : 'credentials_invalid'
}

/** POST /login/code/send: sends a code, or another one; to an e-mail address it goes instead of asking for the password. */
export async function takeSend(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const flow = await resumeFlow(c, pages, form['flow'])
  if (!flow) return errorPage(c, 'flow_expired', { code: 'flow_expired', status: 400 })
  const { identifier } = flow
  if (identifier === null) return c.redirect(flowPath('/login', flow), 303)
  const sent = await send(c, pages, flow, identifier)
  if (sent instanceof Response) return sent
  const { challengeXid, isNew, resendAfterSeconds: seconds } = sent
  const isAgain = form['challenge'] !== undefined && !isNew
  if (isAgain) return showForm(c, pages, { flow, identifier, challengeXid }, { kind: 'too_early', seconds })
  return c.redirect(`${flowPath('/login/code', flow)}&challenge=${challengeXid}`, 303)
}

/** Codes are sent by a form alone; whoever comes by the address begins at the beginning. */
export async function showBeginning(c: HttpContext): Promise<Response> {
  return c.redirect('/login', 303)
}
