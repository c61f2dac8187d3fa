import { type Caller, type Clock, type NewXid, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { answerOnce } from './answer-once.ts'
import type { ClientUnit, Once, Realm } from './ports.ts'

/** Opens a realm: persons and clients of one realm never meet those of another. */
export type CreateRealm = (
  name: string,
  caller: Caller,
  once?: Once | null,
) => Promise<Result<Realm, 'realm_taken' | 'name_invalid' | 'idempotency_key_reused'>>

export const realmNameForm: RegExp = /^[a-z0-9][a-z0-9-]{0,63}$/

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly newXid: NewXid; readonly now: Clock }

export function createRealm({ transact, newXid, now }: Dependencies): CreateRealm {
  return async (name, caller, once = null) => {
    if (!realmNameForm.test(name)) return refuse('name_invalid')
    return transact(caller, ({ givenAnswers, realms, record }) =>
      answerOnce<Realm, 'realm_taken'>(givenAnswers, once, now(), async () => {
        const realm = { xid: newXid(), name, createdAt: now() }
        if (!(await realms.add(realm))) return refuse('realm_taken')
        await record({ action: 'realm.created', target: { type: 'realm', xid: realm.xid } })
        return accept(realm)
      }),
    )
  }
}
