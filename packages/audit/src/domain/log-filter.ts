import type { Instant } from '@lgc/kernel'

/** From the first instant on, and before the second. */
type Span = { readonly from?: Instant; readonly to?: Instant }

/** What is not named is not asked about. */
type Asked<Name extends string> = { readonly [name in Name]?: string }

export type AuditFilter = Span & Asked<'action' | 'agentXid' | 'targetXid' | 'requestId' | 'address'>
export type SecurityFilter = Span &
  Asked<'event' | 'identifierHmac' | 'claimedClientId' | 'requestId' | 'address'>
export type RequestFilter = Span & Asked<'clientXid' | 'apiKeyXid' | 'personXid' | 'requestId' | 'address'>
