import { type Instant, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { covers } from './scopes.ts'

export type Consent = { readonly scopes: readonly string[]; readonly source: 'user' | 'provisioned' }

/** A consent as it is kept. */
export type ConsentRecord = Consent & {
  readonly xid: Xid
  readonly personXid: Xid
  readonly clientXid: Xid
  readonly clientId: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export type ApprovalRefusal = 'scope_not_requested' | 'openid_required' | 'approved_scopes_missing'

/** The person may approve part of what is asked, but nothing else, and openid stays when it was asked for. */
export function checkApproval(
  requested: readonly string[],
  approved: readonly string[],
): Result<readonly string[], ApprovalRefusal> {
  if (approved.length === 0) return refuse('approved_scopes_missing')
  if (!covers(requested, approved)) return refuse('scope_not_requested')
  if (requested.includes('openid') && !approved.includes('openid')) return refuse('openid_required')
  return accept(requested.filter((scope) => approved.includes(scope)))
}
