import { type Caller, type Result, accept } from '@lgc/kernel'
import type { AuthorizationRequest } from '../domain/authorization-request.ts'
import { authorizationResponse } from '../domain/authorization-response.ts'
import { type ApprovalRefusal, checkApproval } from '../domain/consent.ts'
import { type Admission, type AdmissionRefusal, admit } from './admission.ts'
import type { AuthorizeDependencies } from './authorize.ts'
import { type Authorized, issueAuthorizationCode } from './issue-code.ts'
import type { AuthenticationUnit } from './ports.ts'
import { reported } from './reporting.ts'
import type { Presented } from './subject.ts'

/** The scopes that the person approved, or null when the person said no. */
export type Decision = { readonly approvedScopes: readonly string[] | null }

export type Denied = { readonly status: 'denied'; readonly redirectTo: string }

/**
 * Keeps what the person decided and issues a code for it. Everything that `authorize` checked is checked
 * again. A refusal of the person takes nothing back that was approved before.
 */
export type RecordConsent = (
  request: AuthorizationRequest,
  decision: Decision,
  presented: Presented,
  caller: Caller,
) => Promise<Outcome>

type Outcome = Result<Authorized | Denied, AdmissionRefusal | ApprovalRefusal | 'request_uri_used'>

type Tools = Omit<AuthorizeDependencies, 'transact' | 'now'> & {
  readonly now: ReturnType<AuthorizeDependencies['now']>
}

export function recordConsent({ transact, now, ...tools }: AuthorizeDependencies): RecordConsent {
  return (request, { approvedScopes }, presented, caller) =>
    transact(caller, async (unit) => {
      const at = { ...tools, now: now() }
      const admission = await admit(unit, request, presented, at)
      const outcome: Outcome = admission.ok
        ? await decide(unit, admission.value, approvedScopes, at)
        : admission
      return reported(unit, outcome, 'authorization_refused', { claimedClientId: request.clientId })
    })
}

async function decide(
  unit: AuthenticationUnit,
  admission: Admission,
  approvedScopes: readonly string[] | null,
  tools: Tools,
): Promise<Result<Authorized | Denied, ApprovalRefusal | 'request_uri_used'>> {
  if (approvedScopes === null) return accept(await deny(unit, admission, tools.issuer))
  const approval = checkApproval(admission.checked.scopes, approvedScopes)
  if (!approval.ok) return approval
  const { client } = admission.checked
  const { personXid } = admission.who.subject
  const scopes = approval.value
  await unit.consents.extend({ xid: tools.newXid(), personXid, clientXid: client.xid, scopes, at: tools.now })
  await unit.record({
    action: 'consent.recorded',
    target: { type: 'person', xid: personXid },
    agent: { type: 'person', xid: personXid },
    details: { client_xid: client.xid, scopes },
  })
  return issueAuthorizationCode(unit, admission, scopes, tools)
}

async function deny(
  { record }: AuthenticationUnit,
  { checked, who }: Admission,
  issuer: string,
): Promise<Denied> {
  const { personXid } = who.subject
  await record({
    action: 'consent.denied',
    target: { type: 'person', xid: personXid },
    agent: { type: 'person', xid: personXid },
    details: { client_xid: checked.client.xid },
  })
  const { redirectUri, state } = checked
  const answer = { error: 'access_denied', state, iss: issuer }
  const redirectTo = authorizationResponse(redirectUri, answer, checked.openid?.responseMode)
  return { status: 'denied', redirectTo }
}
