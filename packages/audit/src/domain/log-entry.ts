import type { Instant, Xid } from '@lgc/kernel'
import type { ServedRequest } from './served-request.ts'

/** Something that changed, as it was recorded. */
export type AuditEntry = {
  readonly xid: Xid
  readonly action: string
  readonly targetType: string
  readonly targetXid: string
  readonly agentType: string | null
  readonly agentXid: string | null
  readonly requestId: string
  readonly address: string
  readonly userAgent: string
  readonly details: Readonly<Record<string, unknown>>
  readonly at: Instant
}

/** Something that was refused or looked wrong, as it was reported. */
export type SecurityEvent = {
  readonly xid: Xid
  readonly event: string
  readonly maskedIdentifier: string | null
  readonly identifierHmac: string | null
  readonly claimedClientId: string | null
  readonly requestId: string
  readonly address: string
  readonly userAgent: string
  readonly details: Readonly<Record<string, unknown>>
  readonly at: Instant
}

export type NotedRequest = ServedRequest & { readonly xid: Xid }
