import { type HttpContext, callerOf } from '../http/exchange.ts'
import {
  type Appearance,
  type Pages,
  formOf,
  frameOf,
  readPageForm,
  render,
  textField,
} from './page-context.ts'
import { deadLink } from './reset.ts'
import { signedInAs } from './signed-in-as.ts'
import { browserTokenOf } from './signed-in.ts'
import { outcomeView, verifyAddressView } from './views/index.ts'

const appearance: Appearance = { client: null, targets: [] }

/** GET /verify-email: asks whether the address is to be confirmed. The link is used up by the form alone. */
export async function showVerifyAddress(c: HttpContext, pages: Pages): Promise<Response> {
  const token = c.req.query('token') ?? ''
  const good = await pages.core.lookAtProof(token, 'email_verification')
  if (!good.ok) return deadLink(c)
  const form = formOf(c, appearance, { flow: null, browserToken: browserTokenOf(c) })
  const { personXid, identifier } = good.value
  const who = await signedInAs(c, pages, personXid)
  return render(c, verifyAddressView({ ...form, identifier, token, signedInAs: who }), appearance)
}

/** POST /verify-email: confirms it. Nobody is signed in by this. */
export async function takeVerifyAddress(c: HttpContext, pages: Pages): Promise<Response> {
  const form = await readPageForm(c)
  if (form instanceof Response) return form
  const verified = await pages.core.verifyAddress(textField(form, 'token'), callerOf(c))
  if (!verified.ok) return deadLink(c)
  const model = { ...frameOf(c, appearance), outcome: 'address_verified', signInPath: '/login' } as const
  return render(c, outcomeView(model), appearance)
}
