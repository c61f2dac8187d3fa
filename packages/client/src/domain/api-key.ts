import type { Instant, Xid } from '@lgc/kernel'

/** What a key may do. Roles do not include one another. */
export const apiKeyRoles = ['service', 'provisioner', 'admin'] as const
export type ApiKeyRole = (typeof apiKeyRoles)[number]

export type ApiKey = {
  readonly xid: Xid
  readonly clientXid: Xid
  readonly clientId: string
  readonly name: string
  /** The first characters, so that people can tell keys apart. */
  readonly prefix: string
  readonly role: ApiKeyRole
  readonly createdAt: Instant
  readonly lastUsedAt: Instant | null
  readonly expiresAt: Instant | null
  readonly revokedAt: Instant | null
  /** In CIDR notation; from anywhere else the key is refused. Null: from everywhere. */
  readonly allowedNetworks: readonly string[] | null
}

/** `last_used_at` moves at most this often. */
const useNotedEveryMilliseconds = 60_000

export function isUsable(key: ApiKey, now: Instant): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now)
}

export function isUseWorthNoting({ lastUsedAt }: ApiKey, now: Instant): boolean {
  return lastUsedAt === null || now - lastUsedAt >= useNotedEveryMilliseconds
}
