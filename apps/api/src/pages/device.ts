import { parseUserCode, showUserCode } from '@lgc/authentication'
import { parseXid } from '@lgc/kernel'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { type Here, accountFrame, findHere, findHereWithForm, ownAppearance } from './account/here.ts'
import {
  type Appearance,
  type PageForm,
  type Pages,
  errorPage,
  frameOf,
  render,
  textField,
} from './page-context.ts'
import { type DeviceOutcome, deviceCodeView, deviceDecisionView, deviceOutcomeView } from './views/index.ts'

/**
 * GET /device: where people type in the code that a device shows (RFC 8628, section 3.3). A code in the address is
 * filled in and no more: whoever made somebody open it must not have let a device in.
 */
export async function showDevice(c: HttpContext, pages: Pages): Promise<Response> {
  const code = parseUserCode(c.req.query('user_code') ?? '')
  const userCode = code === undefined ? '' : showUserCode(code)
  const here = await findHere(c, pages, userCode === '' ? '/device' : `/device?user_code=${userCode}`)
  if (here instanceof Response) return here
  return render(c, deviceCodeView({ ...accountFrame(c, here), userCode, problem: null }), ownAppearance)
}

/** POST /device: looks for the device, and then takes the decision. */
export async function takeDevice(c: HttpContext, pages: Pages): Promise<Response> {
  const here = await findHereWithForm(c, pages, '/device')
  if (here instanceof Response) return here
  const { form } = here
  return form['device'] === undefined
    ? askForDecision(c, pages, here, textField(form, 'user_code'))
    : takeDecision(c, pages, here)
}

async function askForDecision(c: HttpContext, pages: Pages, here: Here, userCode: string): Promise<Response> {
  const opened = await pages.core.openDevice({ userCode, session: here.session }, callerOf(c))
  if (!opened.ok) {
    const model = { ...accountFrame(c, here), userCode: userCode.slice(0, 64), problem: opened.refusal }
    return render(c, deviceCodeView(model), ownAppearance, 422)
  }
  const device = opened.value
  const appearance = await appearanceFor(pages, device.clientId)
  const view = deviceDecisionView({
    ...accountFrame(c, here),
    ...frameOf(c, appearance),
    device: device.xid,
    scopes: device.scopes,
    address: device.address,
    askedAt: device.createdAt,
  })
  return render(c, view, appearance)
}

async function takeDecision(
  c: HttpContext,
  pages: Pages,
  here: Here & { readonly form: PageForm },
): Promise<Response> {
  const deviceXid = parseXid(textField(here.form, 'device'))
  const decision = textField(here.form, 'decision')
  if (!deviceXid || (decision !== 'approve' && decision !== 'deny')) {
    return errorPage(c, 'bad_request', { code: 'validation_failed', status: 400 })
  }
  const device = await pages.core.findDevice(deviceXid, here.session.xid)
  const answer = { deviceXid, isApproved: decision === 'approve', session: here.session }
  const answered = await pages.core.answerDevice(answer, callerOf(c))
  if (!device || !answered.ok) {
    const code = answered.ok ? 'user_code_unknown' : answered.refusal
    return errorPage(c, 'forbidden', { code, status: 403, backTo: '/device' })
  }
  return showOutcome(c, await appearanceFor(pages, device.clientId), answered.value)
}

function showOutcome(
  c: HttpContext,
  appearance: Appearance,
  outcome: DeviceOutcome,
): Response | Promise<Response> {
  return render(c, deviceOutcomeView({ ...frameOf(c, appearance), outcome }), appearance)
}

async function appearanceFor({ core }: Pages, clientId: string): Promise<Appearance> {
  return { client: (await core.queries.clients.find(clientId)) ?? null, targets: [] }
}
