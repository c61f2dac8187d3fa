import type { Instant, Transact, Xid } from '@lgc/kernel'
import type { SecretDigest } from '../../domain/authorization-code.ts'
import type { DeviceApproval, DeviceAuthorization } from '../../domain/device/device-authorization.ts'
import type { TokenUnit } from '../tokens/ports.ts'

export type NewDeviceAuthorization = Omit<
  DeviceAuthorization,
  'clientId' | 'loginSessionXid' | 'approval' | 'deniedAt' | 'spentAt'
> & { readonly intervalInSeconds: number }

export interface DeviceAuthorizations {
  /** Resolves to false when somebody has the same code for people just now. */
  add(device: NewDeviceAuthorization): Promise<boolean>
  findByDevice(digest: SecretDigest): Promise<DeviceAuthorization | undefined>
  findByUser(digest: SecretDigest): Promise<DeviceAuthorization | undefined>
  find(xid: Xid): Promise<DeviceAuthorization | undefined>
  /** Notes that it was asked about. Resolves to false when that was too soon; the next time has to be later. */
  poll(xid: Xid, at: Instant): Promise<boolean>
  /** Resolves to false when it was typed in elsewhere before. */
  open(xid: Xid, loginSessionXid: Xid): Promise<boolean>
  /** Resolves to false when it was answered before; so does `deny`. */
  approve(xid: Xid, approval: DeviceApproval, at: Instant): Promise<boolean>
  deny(xid: Xid, at: Instant): Promise<boolean>
  /** Resolves to false when another transaction did first. */
  spend(xid: Xid, at: Instant): Promise<boolean>
}

export type DeviceUnit = TokenUnit & { readonly deviceAuthorizations: DeviceAuthorizations }
export type TransactOnDevices = Transact<DeviceUnit>

export interface UserCodes {
  make(): string
  /** Under a key of ours: the code is too short for a digest that anybody could compute. */
  digest(code: string): SecretDigest
}
