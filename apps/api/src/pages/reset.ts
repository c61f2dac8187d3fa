import type { LoginFlow } from '@lgc/authentication'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import { newPasswordProblem } from './new-password-problem.ts'
import {
  type Pages,
  appearanceOf,
  errorPage,
  flowPath,
  formOf,
  frameOf,
  readPageForm,
  render,
  resumeFlow,
  textField,
} from './page-context.ts'
import { signedInAs } from './signed-in-as.ts'
import { browserTokenOf } from './signed-in.ts'
import { type NewPasswordProblem, outcomeView, resetView } from './views/index.ts'

/** GET /recover/reset: asks for the new password. The link is used up by the form alone. */
export async function showReset(c: HttpContext, pages: Pages): Promise<Response> {
  const flow = (await resumeFlow(c, pages, c.req.query('flow'))) ?? null
  return showForm(c, pages, { flow, token: c.req.query('token') ?? '', problem: null })
}

type Step = {
  readonly flow: LoginFlow | null
  readonly token: string
  readonly problem: NewPasswordProblem | null
}

async function showForm(c: HttpContext, pages: Pages, { flow, token, problem }: Step): Promise<Response> {
  const good = await pages.core.lookAtProof(token, 'password_reset')
  const appearance = await appearanceOf(pages, flow)
  if (!good.ok) return deadLink(c)
  const view = resetView({
    ...formOf(c, appearance, { flow, browserToken: browserTokenOf(c) }),
    identifier: good.value.identifier,
    token,
    signedInAs: await signedInAs(c, pages, good.value.personXid),
    problem,
    passwordMinLength: pages.config.passwordMinLength,
  })
  return render(c, view, appearance, problem === null ? 200 : 422)
}

export function deadLink(c: HttpContext): Response | Promise<Response> {
  return errorPage(c, 'link_dead', { code: 'link_dead', status: 400, backTo: '/login?change=1' })
}

/** POST /recover/reset: changes the password; signing in goes on where it was, if this browser began it. */
export async function takeReset(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const flow = (await resumeFlow(c, pages, form['flow'])) ?? null
  const token = textField(form, 'token')
  const password = textField(form, 'password')
  if (password === '') return showForm(c, pages, { flow, token, problem: 'missing' })
  const clientId = flow?.request?.clientId ?? null
  const correspondence = { language: languageOf(c), clientId }
  const reset = await pages.core.resetPassword({ token, password, correspondence }, callerOf(c))
  if (reset.ok) return showChanged(c, pages, flow)
  if (typeof reset.refusal === 'object') {
    const problem = newPasswordProblem(reset.refusal.details.reasons)
    return showForm(c, pages, { flow, token, problem })
  }
  if (reset.refusal === 'overloaded') {
    return errorPage(c, 'unavailable', { code: reset.refusal, status: 503 })
  }
  return deadLink(c)
}

async function showChanged(c: HttpContext, pages: Pages, flow: LoginFlow | null): Promise<Response> {
  const appearance = await appearanceOf(pages, flow)
  const signInPath = flow ? flowPath('/login', flow) : '/login?change=1'
  const model = { ...frameOf(c, appearance), outcome: 'password_changed', signInPath } as const
  return render(c, outcomeView(model), appearance)
}
