import type { Clock, Xid } from '@lgc/kernel'
import { type DeviceAuthorization, isAnswerable } from '../../domain/device/device-authorization.ts'
import type { DeviceAuthorizations } from './ports.ts'

/** What is to be answered in this session, for showing only. */
export type FindDevice = (deviceXid: Xid, loginSessionXid: Xid) => Promise<DeviceAuthorization | undefined>

type Dependencies = { readonly devices: Pick<DeviceAuthorizations, 'find'>; readonly now: Clock }

export function findDevice({ devices, now }: Dependencies): FindDevice {
  return async (deviceXid, loginSessionXid) => {
    const device = await devices.find(deviceXid)
    const isTheirs = device?.loginSessionXid === loginSessionXid
    return isTheirs && isAnswerable(device, loginSessionXid, now()) ? device : undefined
  }
}
