import {
  type Caller,
  type Clock,
  type Instant,
  type NewXid,
  type Result,
  type Transact,
  accept,
  refuse,
} from '@lgc/kernel'
import type { ApiKey, ApiKeyRole } from '../domain/api-key.ts'
import { answerOnce } from './answer-once.ts'
import type { ClientUnit, Digest, Networks, NewSecret, Once } from './ports.ts'

export type ApiKeyOrder = {
  readonly clientId: string
  readonly name: string
  readonly role: ApiKeyRole
  readonly expiresAt: Instant | null
  /** In CIDR notation; from everywhere when it is absent. */
  readonly allowedNetworks?: readonly string[] | null
  /** A key that somebody else chose; one is made when it is absent. */
  readonly key?: string
}

/** Gives a client a key for one role. The raw key is in the answer and nowhere else. */
export type CreateApiKey = (
  order: ApiKeyOrder,
  caller: Caller,
  once?: Once | null,
) => Promise<Result<CreatedApiKey, ApiKeyRefused | 'network_invalid' | 'idempotency_key_reused'>>

export type CreatedApiKey = { readonly apiKey: ApiKey; readonly key: string }
type ApiKeyRefused = 'client_not_found' | 'api_key_taken'

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  readonly digest: Digest
  readonly networks: Networks
  readonly newSecret: NewSecret
  readonly newXid: NewXid
  readonly now: Clock
}

export function createApiKey(dependencies: Dependencies): CreateApiKey {
  const { transact, networks, newSecret, now } = dependencies
  return async (order, caller, once = null) => {
    const { role, allowedNetworks } = order
    if (allowedNetworks && !allowedNetworks.every(networks.isNetwork)) return refuse('network_invalid')
    const key = order.key ?? newSecret(`lgk_${role.slice(0, 1)}_`)
    return transact(caller, (unit) =>
      answerOnce(unit.givenAnswers, once, now(), () => add(dependencies, unit, order, key)),
    )
  }
}

async function add(
  { digest, newXid, now }: Dependencies,
  { clients, apiKeys, record }: ClientUnit,
  { clientId, name, role, expiresAt, allowedNetworks = null }: ApiKeyOrder,
  key: string,
): Promise<Result<CreatedApiKey, ApiKeyRefused>> {
  const client = await clients.find(clientId)
  if (!client) return refuse('client_not_found')
  const apiKey: ApiKey = {
    xid: newXid(),
    clientXid: client.xid,
    clientId,
    name,
    prefix: key.slice(0, Math.min(12, Math.floor(key.length / 3))),
    role,
    createdAt: now(),
    lastUsedAt: null,
    expiresAt,
    revokedAt: null,
    allowedNetworks,
  }
  if (!(await apiKeys.add(apiKey, digest(key)))) return refuse('api_key_taken')
  await record({
    action: 'api_key.created',
    target: { type: 'api_key', xid: apiKey.xid },
    details: { role, client_xid: client.xid },
  })
  return accept({ apiKey, key })
}
