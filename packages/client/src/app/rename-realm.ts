import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { realmNameForm } from './create-realm.ts'
import type { ClientUnit, Realm } from './ports.ts'

/** Calls a realm otherwise. Nothing else about it changes. */
export type RenameRealm = (
  wanted: { readonly realmXid: Xid; readonly name: string },
  caller: Caller,
) => Promise<Result<Realm, 'realm_not_found' | 'default_realm_fixed' | 'realm_taken' | 'name_invalid'>>

/** Whoever names no realm means the one of this name. */
const defaultRealmName = 'default'

type Dependencies = { readonly transact: Transact<ClientUnit> }

export function renameRealm({ transact }: Dependencies): RenameRealm {
  return async ({ realmXid, name }, caller) => {
    if (!realmNameForm.test(name)) return refuse('name_invalid')
    return transact(caller, async ({ realms, record }) => {
      const realm = await realms.findByXid(realmXid)
      if (!realm) return refuse('realm_not_found')
      if (realm.name === defaultRealmName) return refuse('default_realm_fixed')
      if (realm.name === name) return accept(realm)
      if (!(await realms.rename(realmXid, name))) return refuse('realm_taken')
      await record({ action: 'realm.renamed', target: { type: 'realm', xid: realmXid } })
      return accept({ ...realm, name })
    })
  }
}
