import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Xid,
  accept,
  later,
  refuse,
} from '@lgc/kernel'
import {
  deviceCodeLifetimeInSeconds,
  pollIntervalInSeconds,
} from '../../domain/device/device-authorization.ts'
import { showUserCode } from '../../domain/device/user-code.ts'
import type { RegisteredClient } from '../../domain/registered-client.ts'
import { covers, missingFrom, parseScopes } from '../../domain/scopes.ts'
import { offlineScope } from '../../domain/tokens/refresh-token.ts'
import type { Secrets } from '../ports.ts'
import { reported } from '../reporting.ts'
import type { DeviceUnit, TransactOnDevices, UserCodes } from './ports.ts'

export const deviceGrantType = 'urn:ietf:params:oauth:grant-type:device_code'

export type DeviceOrder = {
  /** The client as it proved itself before. */
  readonly client: { readonly xid: Xid; readonly clientId: string }
  /** Null for all that it may have but offline access. */
  readonly scope: string | null
  readonly resources: readonly string[]
}

export type DeviceCodes = {
  readonly deviceCode: string
  readonly userCode: string
  readonly expiresInSeconds: number
  readonly intervalInSeconds: number
}

export type DeviceOrderRefusal =
  | 'client_inactive'
  | 'grant_type_not_allowed'
  | 'scope_invalid'
  | { readonly reason: 'scope_not_allowed'; readonly details: { readonly scopes: readonly string[] } }
  | 'resource_not_granted'

/** Gives a device two codes: one to ask with, and one that it shows to whoever uses it (RFC 8628, section 3.1). */
export type AuthorizeDevice = (
  order: DeviceOrder,
  caller: Caller,
) => Promise<Result<DeviceCodes, DeviceOrderRefusal>>

type Dependencies = {
  readonly transact: TransactOnDevices
  readonly secrets: Secrets
  readonly userCodes: UserCodes
  readonly newXid: NewXid
  readonly now: Clock
}

export function authorizeDevice({ transact, ...tools }: Dependencies): AuthorizeDevice {
  return (order, caller) =>
    transact(caller, async (unit) => {
      const client = await unit.clients.find(order.client.clientId)
      const wanted = checkOrder(client, order)
      const outcome = wanted.ok
        ? accept(await begin(unit, { order, ...wanted.value, caller }, tools))
        : wanted
      const claimedClientId = order.client.clientId
      return reported(unit, outcome, 'device_refused', { claimedClientId })
    })
}

type Wanted = { readonly scopes: readonly string[] }

function checkOrder(
  client: RegisteredClient | undefined,
  { scope, resources }: DeviceOrder,
): Result<Wanted, DeviceOrderRefusal> {
  if (!client?.isActive) return refuse('client_inactive')
  if (!client.oauth.grantTypes.includes(deviceGrantType)) return refuse('grant_type_not_allowed')
  const usual = client.allowedScopes.filter((allowed) => allowed !== offlineScope)
  const scopes = parseScopes(scope ?? usual)
  if (!scopes.ok) return scopes
  if (!covers(client.allowedScopes, scopes.value)) {
    const missing = missingFrom(client.allowedScopes, scopes.value)
    return refuse({ reason: 'scope_not_allowed', details: { scopes: missing } })
  }
  const areResources = resources.every((resource) => client.oauth.resources.includes(resource))
  return areResources ? accept({ scopes: scopes.value }) : refuse('resource_not_granted')
}

type Beginning = Wanted & { readonly order: DeviceOrder; readonly caller: Caller }

async function begin(
  unit: DeviceUnit,
  { order, scopes, caller }: Beginning,
  tools: Omit<Dependencies, 'transact'>,
): Promise<DeviceCodes> {
  const { secrets, userCodes, newXid, now } = tools
  const deviceCode = secrets.make('lgd_')
  const userCode = userCodes.make()
  const createdAt = now()
  const device = {
    xid: newXid(),
    deviceDigest: secrets.digest(deviceCode),
    userDigest: userCodes.digest(userCode),
    clientXid: order.client.xid,
    scopes,
    resources: order.resources,
    address: caller.address,
    userAgent: caller.userAgent,
    createdAt,
    expiresAt: later(createdAt, deviceCodeLifetimeInSeconds),
    intervalInSeconds: pollIntervalInSeconds,
  }
  if (!(await unit.deviceAuthorizations.add(device))) return begin(unit, { order, scopes, caller }, tools)
  return {
    deviceCode,
    userCode: showUserCode(userCode),
    expiresInSeconds: deviceCodeLifetimeInSeconds,
    intervalInSeconds: pollIntervalInSeconds,
  }
}
