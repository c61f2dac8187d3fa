import type { Identity } from '@lgc/person'
import type { HttpContext } from '../../http/exchange.ts'
import { type Pages, render } from '../page-context.ts'
import { statusOfProblem } from '../password-problem.ts'
import { type PhoneModel, phoneView } from '../views/index.ts'
import { type Here, accountFrame, ownAppearance } from './here.ts'
import { proofNeeded } from './proof-needed.ts'

export type PhoneStep = Pick<PhoneModel, 'typed' | 'problem' | 'passwordProblem'> & {
  readonly present: Identity | undefined
}

/** The number that is named, or else the first. */
export function numberMeant({ identities }: Here, named: string | undefined): Identity | undefined {
  const numbers = identities.filter(({ type }) => type === 'sms')
  return numbers.find(({ xid }) => xid === named) ?? numbers[0]
}

export async function showPhoneForm(
  c: HttpContext,
  { core }: Pages,
  here: Here,
  step: PhoneStep,
): Promise<Response> {
  const view = phoneView({
    ...accountFrame(c, here),
    ...step,
    present: step.present ?? null,
    proof: proofNeeded(here, core.now()),
    isOffered: core.codeMethods.has('otp_sms'),
    hasChanged: c.req.query('done') !== undefined,
  })
  const status = step.passwordProblem !== null ? statusOfProblem(step.passwordProblem) : 422
  return render(c, view, ownAppearance, step.problem === null && step.passwordProblem === null ? 200 : status)
}
