import { type Caller, type Clock, type NewXid, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { AuthorizationRequest } from '../domain/authorization-request.ts'
import { covers, missingFrom } from '../domain/scopes.ts'
import { type Admission, type AdmissionRefusal, admit } from './admission.ts'
import { type Authorized, issueAuthorizationCode } from './issue-code.ts'
import type { AuthenticationUnit, Secrets, VerificationTokens } from './ports.ts'
import { reported } from './reporting.ts'
import type { Presented } from './subject.ts'

/** The person has to be asked first. */
export type ConsentRequired = {
  readonly status: 'consent_required'
  readonly client: { readonly clientId: string; readonly name: string }
  readonly requestedScopes: readonly string[]
  readonly grantedScopes: readonly string[]
  readonly missingScopes: readonly string[]
  readonly state: string | null
}

export type AuthorizeRefusal = AdmissionRefusal | 'consent_required' | 'request_uri_used'

/** Issues a code for the person who is signing in, or tells what the person has to be asked. */
export type Authorize = (
  request: AuthorizationRequest,
  presented: Presented,
  caller: Caller,
) => Promise<Result<Authorized | ConsentRequired, AuthorizeRefusal>>

export type AuthorizeDependencies = {
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly verificationTokens: VerificationTokens
  readonly newXid: NewXid
  readonly now: Clock
  readonly issuer: string
}

export function authorize({ transact, now, ...tools }: AuthorizeDependencies): Authorize {
  return (request, presented, caller) =>
    transact(caller, async (unit) => {
      const at = now()
      const admission = await admit(unit, request, presented, { ...tools, now: at })
      const outcome: Result<Authorized | ConsentRequired, AuthorizeRefusal> = admission.ok
        ? await decide(unit, request, admission.value, { ...tools, now: at })
        : admission
      return reported(unit, outcome, 'authorization_refused', { claimedClientId: request.clientId })
    })
}

type Tools = Omit<AuthorizeDependencies, 'transact' | 'now'> & { readonly now: ReturnType<Clock> }

async function decide(
  unit: AuthenticationUnit,
  { prompts }: AuthorizationRequest,
  admission: Admission,
  tools: Tools,
): Promise<Result<Authorized | ConsentRequired, 'consent_required' | 'request_uri_used'>> {
  const { client, scopes, state } = admission.checked
  const { personXid } = admission.who.subject
  const granted = (await unit.consents.find(personXid, client.xid))?.scopes ?? []
  const isCovered = covers(granted, scopes)
  if (client.isFirstParty && !isCovered) await grantSilently(unit, admission, tools)
  const mustAsk = prompts.includes('consent') || !(isCovered || client.isFirstParty)
  if (!mustAsk) return issueAuthorizationCode(unit, admission, scopes, tools)
  if (prompts.includes('none')) return refuse('consent_required')
  return accept({
    status: 'consent_required',
    client: { clientId: client.clientId, name: client.name },
    requestedScopes: scopes,
    grantedScopes: granted.filter((scope) => scopes.includes(scope)),
    missingScopes: isCovered ? scopes : missingFrom(granted, scopes),
    state,
  })
}

/** Our own products do not ask, but what they may see is on the record all the same. */
async function grantSilently(
  { consents, record }: AuthenticationUnit,
  { checked, who }: Admission,
  { newXid, now }: Tools,
): Promise<void> {
  const xid = newXid()
  const { personXid } = who.subject
  const { client, scopes } = checked
  await consents.extend({ xid, personXid, clientXid: client.xid, scopes, at: now })
  await record({
    action: 'consent.auto_granted',
    target: { type: 'person', xid: personXid },
    agent: { type: 'person', xid: personXid },
    details: { client_xid: client.xid, scopes },
  })
}
