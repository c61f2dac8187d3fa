import type { Instant, Xid } from '@lgc/kernel'

/** A person as this context may show one, by scope. */
export type Profile = {
  readonly personXid: Xid
  readonly nameDisplay: string
  readonly nameLegal: string | null
  readonly updatedAt: Instant
  /** The primary identity first. */
  readonly identities: readonly ProfileIdentity[]
}

type ProfileIdentity = {
  readonly xid: Xid
  readonly type: string
  readonly identifier: string
  readonly verifiedAt: Instant | null
  readonly provisionedByClientId: string | null
}

export type Claims = Readonly<Record<string, unknown>> & { readonly sub: Xid }

type Asking = { readonly clientId: string; readonly accessLevel: string | null }

/** Which claims a scope releases; a scope without a line releases nothing. */
const released: Readonly<
  Record<string, (profile: Profile, asking: Asking) => Readonly<Record<string, unknown>>>
> = {
  profile: ({ nameDisplay, updatedAt }) => ({ name: nameDisplay, updated_at: Math.floor(updatedAt / 1000) }),
  'profile.legal': ({ nameLegal }) => (nameLegal === null ? {} : { legal_name: nameLegal }),
  email: (profile) => ofBest(profile, 'email', 'email'),
  phone: (profile) => ofBest(profile, 'sms', 'phone_number'),
  identities: ({ identities }) => ({
    identities: identities.map(({ xid, type, identifier }) => ({ xid, type, identifier })),
  }),
  company_code: ({ identities }, { clientId }) => ({
    company_codes: identities
      .filter(
        ({ type, provisionedByClientId }) => type === 'company_code' && provisionedByClientId === clientId,
      )
      .map(({ identifier }) => identifier),
  }),
  grants: (_, { accessLevel }) => (accessLevel === null ? {} : { access_level: accessLevel }),
}

/** The claims that the scopes release and no others; what is not released is absent, not null. */
export function claimsFor(profile: Profile, scopes: readonly string[], asking: Asking): Claims {
  const parts = scopes.map((scope) => released[scope]?.(profile, asking) ?? {})
  return Object.assign({ sub: profile.personXid }, ...parts)
}

/** Of these claims the ones that somebody asked for by name (OpenID Connect Core 1.0, section 5.5). */
export function claimsNamed(claims: Claims, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => names.includes(name)))
}

/** The primary identity of a type, or else the first that is verified, or else the first. */
function ofBest({ identities }: Profile, type: string, claim: string): Readonly<Record<string, unknown>> {
  const candidates = identities.filter((identity) => identity.type === type)
  const primary = identities[0]?.type === type ? identities[0] : undefined
  const best = primary ?? candidates.find(({ verifiedAt }) => verifiedAt !== null) ?? candidates[0]
  return best ? { [claim]: best.identifier, [`${claim}_verified`]: best.verifiedAt !== null } : {}
}
