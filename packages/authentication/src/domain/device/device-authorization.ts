import type { Instant, Xid } from '@lgc/kernel'
import type { SecretDigest } from '../authorization-code.ts'

export const deviceCodeLifetimeInSeconds = 600
/** How long a device waits between two questions, and how much longer once it was too eager (RFC 8628, section 3.5). */
export const pollIntervalInSeconds = 5
export const slowDownInSeconds = 5

/** How somebody proved who they are when they answered. */
export type DeviceApproval = {
  readonly personXid: Xid
  readonly amr: readonly string[]
  readonly authTime: Instant
}

/** What a device asked for, and what somebody answered to it in a browser (RFC 8628). */
export type DeviceAuthorization = {
  readonly xid: Xid
  readonly deviceDigest: SecretDigest
  /** Of the code that people type in; keyed, for it is short. */
  readonly userDigest: SecretDigest
  readonly clientXid: Xid
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly resources: readonly string[]
  /** From where the device asked. */
  readonly address: string
  readonly userAgent: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  /** The login session in which the code was typed in; only there it can be answered. */
  readonly loginSessionXid: Xid | null
  readonly approval: DeviceApproval | null
  readonly deniedAt: Instant | null
  readonly spentAt: Instant | null
}

export type PollRefusal =
  | 'token_client_mismatch'
  | 'device_code_used'
  | 'device_code_expired'
  | 'device_denied'
  | 'authorization_pending'

/** Why a device does not get its tokens now, in the normative order. */
export function pollRefusal(
  device: DeviceAuthorization,
  clientXid: Xid,
  now: Instant,
): PollRefusal | undefined {
  if (device.clientXid !== clientXid) return 'token_client_mismatch'
  if (device.spentAt !== null) return 'device_code_used'
  if (now >= device.expiresAt) return 'device_code_expired'
  if (device.deniedAt !== null) return 'device_denied'
  return device.approval === null ? 'authorization_pending' : undefined
}

/** Whether it can still be answered, and by whoever is signed in with this session. */
export function isAnswerable(device: DeviceAuthorization, loginSessionXid: Xid, now: Instant): boolean {
  const isOpen = device.approval === null && device.deniedAt === null && now < device.expiresAt
  return isOpen && (device.loginSessionXid === null || device.loginSessionXid === loginSessionXid)
}
