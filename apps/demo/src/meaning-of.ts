import type { Problem } from '@lgc/sdk'

/** What a refusal of LGC means to this app. */
type Meaning = 'session_ended' | 'access_lost' | 'not_shared' | 'try_later' | 'unexpected'

const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['session_missing', 'session_ended'],
  ['session_not_found', 'session_ended'],
  ['session_expired', 'session_ended'],
  ['session_idle_timeout', 'session_ended'],
  ['person_suspended', 'access_lost'],
  ['client_inactive', 'access_lost'],
  ['grant_required', 'access_lost'],
  ['grant_revoked', 'access_lost'],
  ['insufficient_scope', 'not_shared'],
  ['rate_limited', 'try_later'],
])

export function meaningOf({ code }: Problem): Meaning {
  return meanings.get(code) ?? 'unexpected'
}
