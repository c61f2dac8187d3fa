import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import { type Grant, accessLevelForm } from '../domain/grant.ts'
import type { ClientUnit } from './ports.ts'

/** Lets a person in at another level. A revoked grant stays as it ended. */
export type ChangeAccessLevel = (
  change: { readonly grantXid: Xid; readonly accessLevel: string },
  caller: Caller,
) => Promise<Result<Grant, 'grant_not_found' | 'grant_already_revoked' | 'access_level_invalid'>>

type Dependencies = { readonly transact: Transact<ClientUnit>; readonly now: Clock }

export function changeAccessLevel({ transact, now }: Dependencies): ChangeAccessLevel {
  return async ({ grantXid, accessLevel }, caller) => {
    if (!accessLevelForm.test(accessLevel)) return refuse('access_level_invalid')
    return transact(caller, async ({ grants, record }) => {
      const grant = await grants.find(grantXid)
      if (!grant) return refuse('grant_not_found')
      const at = now()
      if (!(await grants.saveLevel(grantXid, accessLevel, at))) return refuse('grant_already_revoked')
      if (grant.accessLevel === accessLevel) return accept({ ...grant, updatedAt: at })
      await record({
        action: 'grant.level_changed',
        target: { type: 'grant', xid: grantXid },
        details: { from: grant.accessLevel, to: accessLevel },
      })
      return accept({ ...grant, accessLevel, updatedAt: at })
    })
  }
}
