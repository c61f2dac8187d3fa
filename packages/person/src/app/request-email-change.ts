import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import { type CanonicalIdentifier, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import type { Correspondence, PersonUnit, Persons, ProofTokens } from './ports.ts'
import { type Freshness, proveFreshness } from './prove-freshness.ts'
import { reportRefusal } from './report-refusal.ts'
import { sendProof } from './send-proof.ts'
import type { PasswordRefusal, VerifyPassword } from './verify-password.ts'

export type EmailChangeRequest = Freshness & {
  /** Which e-mail address of theirs; null when they have one only. */
  readonly identityXid: Xid | null
  readonly newIdentifier: string
  readonly correspondence: Correspondence
}

export type EmailChangeRequestRefusal =
  | PasswordRefusal
  | 'reauthentication_required'
  | 'email_missing'
  | 'identity_ambiguous'
  | 'identifier_type_not_allowed'
  | 'identifier_unchanged'

/**
 * Sends a link to the e-mail address that somebody wants to be known by, and tells the present one. Nothing else
 * changes. Whether the new address is somebody's already, or was sent too much, is not told: the answer is the
 * same, and whoever reads the mail there learns it.
 */
export type RequestEmailChange = (
  request: EmailChangeRequest,
  caller: Caller,
) => Promise<Result<null, EmailChangeRequestRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly persons: Pick<Persons, 'find'>
  readonly listIdentities: (personXid: Xid) => Promise<readonly Identity[]>
  readonly verifyPassword: VerifyPassword
  readonly proofTokens: ProofTokens
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

export function requestEmailChange(dependencies: Dependencies): RequestEmailChange {
  const { transact, listIdentities, toE164 } = dependencies
  return async (request, caller) => {
    const { personXid } = request
    const details = { person_xid: personXid }
    const refused = <const R extends EmailChangeRequestRefusal>(refusal: R): Promise<Result<never, R>> =>
      reportRefusal(transact, caller, { event: 'email_change_refused', refusal, details })
    const parsed = parseIdentifier(request.newIdentifier, toE164)
    if (!parsed.ok) return refused(parsed.refusal)
    if (parsed.value.type !== 'email') return refused('identifier_type_not_allowed')
    const identities = await listIdentities(personXid)
    const identity = identityMeant(identities, request)
    if (!identity.ok) return refused(identity.refusal)
    const { identifier } = parsed.value
    if (identifier === identity.value.identifier) return refused('identifier_unchanged')
    const fresh = await proveFreshness(dependencies, request, identities, caller)
    if (!fresh.ok) return fresh.refusal === 'reauthentication_required' ? refused(fresh.refusal) : fresh
    await transact(caller, (unit) =>
      settle(dependencies, unit, { request, identity: identity.value, identifier }),
    )
    return accept(null)
  }
}

function identityMeant(
  identities: readonly Identity[],
  { identityXid }: EmailChangeRequest,
): Result<Identity, 'email_missing' | 'identity_ambiguous'> {
  const addresses = identities.filter(({ type }) => type === 'email')
  const meant = identityXid === null ? addresses : addresses.filter(({ xid }) => xid === identityXid)
  const [only, another] = meant
  if (!only) return refuse('email_missing')
  return another ? refuse('identity_ambiguous') : accept(only)
}

type Settled = {
  readonly request: EmailChangeRequest
  readonly identity: Identity
  readonly identifier: CanonicalIdentifier
}

async function settle(
  dependencies: Dependencies,
  unit: PersonUnit,
  { request: { personXid, correspondence }, identity, identifier }: Settled,
): Promise<void> {
  const wanted = { identity, purpose: 'email_change', newIdentifier: identifier, correspondence } as const
  const sent = await sendProof(dependencies, unit, wanted)
  if (!sent.ok) {
    const details = { reason: sent.refusal, person_xid: personXid }
    return unit.report({ event: 'email_change_refused', details })
  }
  await unit.messages.queue({
    ...correspondence,
    kind: 'email_change_requested',
    channel: 'email',
    recipient: identity.identifier,
    data: {},
    dedupeId: `email_change_requested.${sent.value}`,
    expiresAt: null,
  })
  await unit.record({
    action: 'identity.email_change_requested',
    target: { type: 'identity', xid: identity.xid },
    agent: { type: 'person', xid: personXid },
    details: { person_xid: personXid },
  })
}
