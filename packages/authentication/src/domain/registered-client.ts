import type { Xid } from '@lgc/kernel'

/** What this context needs to know of a client. */
export type RegisteredClient = {
  readonly xid: Xid
  readonly realmXid: Xid
  readonly clientId: string
  readonly name: string
  readonly isActive: boolean
  readonly isConfidential: boolean
  readonly isFirstParty: boolean
  readonly requiresGrant: boolean
  readonly allowedScopes: readonly string[]
  readonly codeLifetimeInSeconds: number
  readonly acceptsRedirectUri: (uri: string) => boolean
}

/** How the person and the client stand; `none` means that there never was a grant. */
export type Access =
  | { readonly state: 'active'; readonly xid: Xid; readonly accessLevel: string }
  | { readonly state: 'revoked' | 'none' }

export type AccessRefusal = 'grant_required' | 'grant_revoked'

/** Whether the gate of a client is shut for a person; the answer tells a revoked grant from one never given. */
export function gateRefusal(requiresGrant: boolean, access: Access): AccessRefusal | undefined {
  if (!requiresGrant || access.state === 'active') return undefined
  return access.state === 'revoked' ? 'grant_revoked' : 'grant_required'
}
