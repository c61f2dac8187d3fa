import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type Identity, isProvedByPassword } from './identity.ts'

export type IdentifierTaken =
  | 'identifier_taken'
  | { readonly reason: 'identifier_taken'; readonly details: { readonly person_xid: Xid } }

export type ScopeNotAllowed = {
  readonly reason: 'scope_not_allowed'
  readonly details: { readonly not_allowed: readonly string[] }
}

export type ProvisionedIdentityRefusal =
  | 'not_provisioned_by_client'
  | 'identity_not_found'
  | 'identity_ambiguous'
  | 'challenge_unsupported'

/** Whose the identifier is already is told only to the client that brought that person in. */
export function takenFor(clientId: string, owner: Identity | undefined): IdentifierTaken {
  if (owner?.provisionedByClientId !== clientId) return 'identifier_taken'
  return { reason: 'identifier_taken', details: { person_xid: owner.personXid } }
}

/** A client consents on behalf of people only to what it may ask them for itself. */
export function checkScopes(
  allowed: readonly string[],
  wanted: readonly string[],
): Result<readonly string[], ScopeNotAllowed> {
  const not_allowed = wanted.filter((scope) => !allowed.includes(scope))
  return not_allowed.length > 0
    ? refuse({ reason: 'scope_not_allowed', details: { not_allowed } })
    : accept(wanted)
}

type Choice = {
  readonly clientId: string
  /** Null when the client trusts that there is only one. */
  readonly identityXid: Xid | null
  readonly hasPassword: boolean
}

/** Which identity of a person a client may change: one that it provisioned, and of several the one it names. */
export function chooseProvisioned(
  identities: readonly Identity[],
  { clientId, identityXid, hasPassword }: Choice,
): Result<Identity, ProvisionedIdentityRefusal> {
  const isFit = ({ type }: Identity): boolean => !hasPassword || isProvedByPassword(type)
  const own = identities.filter(({ provisionedByClientId }) => provisionedByClientId === clientId)
  if (own.length === 0) return refuse('not_provisioned_by_client')
  if (identityXid !== null) {
    const named = identities.find(({ xid }) => xid === identityXid)
    if (!named) return refuse('identity_not_found')
    if (!own.includes(named)) return refuse('not_provisioned_by_client')
    return isFit(named) ? accept(named) : refuse('challenge_unsupported')
  }
  const [only, ...others] = own.filter(isFit)
  if (!only) return refuse('challenge_unsupported')
  return others.length > 0 ? refuse('identity_ambiguous') : accept(only)
}
