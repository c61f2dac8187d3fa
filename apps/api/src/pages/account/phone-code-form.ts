import type { Identity } from '@lgc/person'
import type { HttpContext } from '../../http/exchange.ts'
import { render } from '../page-context.ts'
import { type PhoneCodeModel, phoneCodeView } from '../views/index.ts'
import { type Here, accountFrame, ownAppearance } from './here.ts'

type Waiting = Pick<PhoneCodeModel, 'challenge' | 'typed' | 'problem'> & {
  readonly present: Identity | undefined
}

/** The page on which the digits are typed. It is never gone to by an address: that would carry the number. */
export function showPhoneCode(c: HttpContext, here: Here, waiting: Waiting): Response | Promise<Response> {
  const view = phoneCodeView({ ...accountFrame(c, here), ...waiting, present: waiting.present ?? null })
  return render(c, view, ownAppearance, waiting.problem === null ? 200 : 422)
}
