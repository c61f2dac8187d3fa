import type { Xid } from './xid.ts'

export type Agent = { readonly type: 'person' | 'api_key' | 'system' | 'cli'; readonly xid: Xid | null }

/** Who is calling, as the edge saw it; bound to everything that is recorded on their behalf. */
export type Caller = {
  readonly requestId: string
  readonly address: string
  readonly userAgent: string
  readonly agent: Agent | null
  /** The API key through which a person acts, where the agent is that person. */
  readonly apiKeyXid?: Xid
}
