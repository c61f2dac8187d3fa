import type { Answer } from '../answer.ts'
import type { AskAgain } from '../ask-again.ts'
import { type Named, nameFor } from '../idempotency-key.ts'
import { type Pages, pagesOf } from '../pages.ts'
import { type Realm, realm } from '../things.ts'

/** For keys of the default realm alone. */
export interface RealmAdmin {
  list(): Pages<Realm>
  create(name: string, named?: Named): Promise<Answer<Realm>>
  rename(xid: string, name: string): Promise<Answer<Realm>>
}

export function realmAdmin(ask: AskAgain): RealmAdmin {
  const path = '/admin/realms'
  return {
    list: () => pagesOf(ask, path, realm),
    create: (name, named) => ask({ method: 'POST', path, json: { name }, ...nameFor(named) }, realm),
    rename: (xid, name) =>
      ask({ method: 'PATCH', path: `${path}/${encodeURIComponent(xid)}`, json: { name } }, realm),
  }
}
