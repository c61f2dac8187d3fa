import { type Caller, type Clock, type Result, accept, refuse } from '@lgc/kernel'
import { type DeviceAuthorization, isAnswerable } from '../../domain/device/device-authorization.ts'
import { parseUserCode } from '../../domain/device/user-code.ts'
import type { Session } from '../../domain/session.ts'
import { reported } from '../reporting.ts'
import type { DeviceUnit, TransactOnDevices, UserCodes } from './ports.ts'

/**
 * Somebody who is signed in typed in the code that a device shows. From now on nobody else can answer it: who else
 * knows the code only saw it.
 */
export type OpenDevice = (
  typed: { readonly userCode: string; readonly session: Session },
  caller: Caller,
) => Promise<Result<DeviceAuthorization, 'user_code_unknown'>>

type Dependencies = {
  readonly transact: TransactOnDevices
  readonly userCodes: UserCodes
  readonly now: Clock
}

export function openDevice({ transact, userCodes, now }: Dependencies): OpenDevice {
  return ({ userCode, session }, caller) =>
    transact(caller, async (unit) => {
      const code = parseUserCode(userCode)
      const opened = code && (await open(unit, userCodes.digest(code)))
      return reported(unit, opened ? accept(opened) : refuse('user_code_unknown'), 'device_refused')

      async function open(
        { deviceAuthorizations: devices, subjects, clients }: DeviceUnit,
        digest: ReturnType<UserCodes['digest']>,
      ): Promise<DeviceAuthorization | undefined> {
        const device = await devices.findByUser(digest)
        if (!device || !isAnswerable(device, session.xid, now())) return undefined
        const client = await clients.find(device.clientId)
        const subject = await subjects.find(session.personXid)
        const isOfRealm = client?.isActive && client.realmXid === subject?.realmXid
        return isOfRealm && (await devices.open(device.xid, session.xid)) ? device : undefined
      }
    })
}
