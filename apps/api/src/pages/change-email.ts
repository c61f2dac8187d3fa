import { type HttpContext, callerOf } from '../http/exchange.ts'
import { languageOf } from '../http/language.ts'
import {
  type Appearance,
  type Pages,
  errorPage,
  formOf,
  frameOf,
  readPageForm,
  render,
  textField,
} from './page-context.ts'
import { deadLink } from './reset.ts'
import { signedInAs } from './signed-in-as.ts'
import { browserTokenOf } from './signed-in.ts'
import { changeEmailView, outcomeView } from './views/index.ts'

const appearance: Appearance = { client: null, targets: [] }

/** GET /change-email: asks whether the new address is to be used. The link is used up by the form alone. */
export async function showChangeEmail(c: HttpContext, pages: Pages): Promise<Response> {
  const token = c.req.query('token') ?? ''
  const good = await pages.core.lookAtProof(token, 'email_change')
  if (!good.ok || good.value.newIdentifier === null) return deadLink(c)
  const { personXid, identifier, newIdentifier } = good.value
  const form = formOf(c, appearance, { flow: null, browserToken: browserTokenOf(c) })
  const who = await signedInAs(c, pages, personXid)
  const view = changeEmailView({ ...form, identifier, newIdentifier, token, signedInAs: who })
  return render(c, view, appearance)
}

/** POST /change-email: changes it. Nobody is signed in or out by this. */
export async function takeChangeEmail(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const correspondence = { language: languageOf(c), clientId: null }
  const changed = await pages.core.changeEmail(
    { token: textField(form, 'token'), correspondence },
    callerOf(c),
  )
  if (!changed.ok) {
    if (changed.refusal !== 'identifier_taken') return deadLink(c)
    return errorPage(c, 'address_taken', { code: changed.refusal, status: 409, backTo: '/account/email' })
  }
  const model = { ...frameOf(c, appearance), outcome: 'address_changed', signInPath: '/login' } as const
  return render(c, outcomeView(model), appearance)
}
