import { type Instant, type Result, accept, later, refuse } from '@lgc/kernel'
import {
  type AuthorizationRequest,
  type CheckedRequest,
  type RequestRefusal,
  checkRequest,
} from '../domain/authorization-request.ts'
import { type AccessRefusal, gateRefusal } from '../domain/registered-client.ts'
import { isBumpDue } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets, VerificationTokens } from './ports.ts'
import { type Authenticated, type Presented, type SubjectRefusal, findSubject } from './subject.ts'

export type AdmissionRefusal =
  | 'client_unknown'
  | 'account_selection_required'
  | RequestRefusal
  | SubjectRefusal
  | 'person_suspended'
  | AccessRefusal

/** A request in order, and a person who may enter the client with it. */
export type Admission = { readonly checked: CheckedRequest; readonly who: Authenticated }

export type AdmissionTools = {
  readonly secrets: Secrets
  readonly verificationTokens: VerificationTokens
  readonly now: Instant
}

/** Every check of an authorization but the consent, in the normative order. */
export async function admit(
  unit: AuthenticationUnit,
  request: AuthorizationRequest,
  presented: Presented,
  tools: AdmissionTools,
): Promise<Result<Admission, AdmissionRefusal>> {
  const client = await unit.clients.find(request.clientId)
  if (!client) return refuse('client_unknown')
  const checked = checkRequest(request, client)
  if (!checked.ok) return checked
  const found = await findSubject(unit, client, presented, tools)
  if (!found.ok) return request.prompts.includes('none') ? silently(found.refusal) : found
  const who = found.value
  if (isProofTooOld(request, who, tools.now)) {
    return refuse({ reason: 'login_required', details: { reason: 'not_fresh' } })
  }
  if (isSomebodyElse(request, who)) {
    return refuse({ reason: 'login_required', details: { reason: 'other_person' } })
  }
  if (request.prompts.includes('select_account') && !who.isFresh) return refuse('account_selection_required')
  if (who.subject.isSuspended) return refuse('person_suspended')
  const access = await unit.clients.accessOf(who.subject.personXid, client.xid)
  const shut = gateRefusal(client.requiresGrant, access)
  if (shut) return refuse(shut)
  if (who.loginSession && isBumpDue(who.loginSession, tools.now)) {
    await unit.sessions.bump([who.loginSession], tools.now)
  }
  return accept({ checked: checked.value, who })
}

/** With prompt=none a missing proof is not an error of the caller but an answer (OpenID Connect Core, 3.1.2.6). */
function silently(refusal: SubjectRefusal): Result<never, SubjectRefusal> {
  if (refusal !== 'verification_token_missing') return refuse(refusal)
  return refuse({ reason: 'login_required', details: { reason: 'no_session' } })
}

function isProofTooOld(
  { prompts, maxAgeInSeconds }: AuthorizationRequest,
  who: Authenticated,
  now: Instant,
): boolean {
  if (who.isFresh) return false
  if (prompts.includes('login')) return true
  return maxAgeInSeconds !== null && now >= later(who.authTime, maxAgeInSeconds)
}

/** OpenID Connect Core 1.0, section 3.1.2.1: nobody but the person that `id_token_hint` names may answer. */
function isSomebodyElse({ openid }: AuthorizationRequest, { subject }: Authenticated): boolean {
  const hinted = openid?.hintedPersonXid ?? null
  return hinted !== null && hinted !== subject.personXid
}
