import type { Answer } from '../answer.ts'
import { type JobSettings, askAgain } from '../ask-again.ts'
import { type Pages, pagesOf } from '../pages.ts'
import { type Consent, type ListedSession, consent, listedSession } from '../things.ts'
import { nothing } from '../read-shape.ts'
import { type ClientAdmin, clientAdmin } from './client-admin.ts'
import { type GrantAdmin, type Whose, grantAdmin } from './grant-admin.ts'
import { type LogAdmin, logAdmin } from './log-admin.ts'
import { type IdentityAdmin, type PersonAdmin, identityAdmin, personAdmin } from './person-admin.ts'
import { type RealmAdmin, realmAdmin } from './realm-admin.ts'

export type AdminSettings = JobSettings & {
  /** The xid of the person who acts through the key; it is recorded as the one who did it. */
  readonly agent?: string
}

/**
 * What operators do over HTTP, with a key of the role `admin`. Every answer is a value; lists are iterated.
 * What creates is named by an idempotency key, so that it is done once however often it has to be asked for.
 */
export interface AdminClient {
  readonly persons: PersonAdmin
  readonly identities: IdentityAdmin
  readonly grants: GrantAdmin
  readonly clients: ClientAdmin
  readonly realms: RealmAdmin
  readonly sessions: {
    list(whose: Whose): Pages<ListedSession>
    revoke(xid: string): Promise<Answer<undefined>>
  }
  readonly consents: {
    list(whose: Whose): Pages<Consent>
    withdraw(xid: string): Promise<Answer<undefined>>
  }
  readonly logs: LogAdmin
}

export function adminClient(settings: AdminSettings): AdminClient {
  const { agent } = settings
  const ask = askAgain(settings, agent === undefined ? {} : { 'X-LGC-Agent': agent })
  const end = (path: string): Promise<Answer<undefined>> => ask({ method: 'DELETE', path }, nothing)
  return {
    persons: personAdmin(ask),
    identities: identityAdmin(ask),
    grants: grantAdmin(ask),
    clients: clientAdmin(ask),
    realms: realmAdmin(ask),
    sessions: {
      list: (whose) => pagesOf(ask, '/admin/sessions', listedSession, whose),
      revoke: (xid) => end(`/admin/sessions/${encodeURIComponent(xid)}`),
    },
    consents: {
      list: (whose) => pagesOf(ask, '/admin/consents', consent, whose),
      withdraw: (xid) => end(`/admin/consents/${encodeURIComponent(xid)}`),
    },
    logs: logAdmin(ask),
  }
}
