import * as authentication from '@lgc/authentication'
import { hmacUserCodes, nodeSecrets, sqlDeviceAuthorizations } from '@lgc/authentication/infra'
import type { Clock, NewXid, Transact } from '@lgc/kernel'
import { sqlProfiles } from '@lgc/person/infra'
import { narrow } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { KeysCore } from './compose-keys.ts'
import { profileFor } from './foreign-words.ts'
import type { Settings } from './settings.ts'
import type { Tables } from './tables.ts'

/** Devices that people let in from elsewhere. */
export type DevicesCore = {
  readonly authorizeDevice: authentication.AuthorizeDevice
  readonly openDevice: authentication.OpenDevice
  readonly findDevice: authentication.FindDevice
  readonly answerDevice: authentication.AnswerDevice
  readonly exchangeDeviceCode: authentication.ExchangeDeviceCode
}

type Surroundings = {
  readonly transact: Transact<authentication.DeviceUnit>
  readonly keys: Pick<KeysCore, 'signToken' | 'mintIdToken'>
  readonly newXid: NewXid
  readonly now: Clock
}

export function composeDevices(
  db: Kysely<Tables>,
  { issuer, identifierHmacKey }: Settings,
  { keys, ...surroundings }: Surroundings,
): DevicesCore {
  const userCodes = hmacUserCodes(identifierHmacKey)
  const tools = { ...surroundings, secrets: nodeSecrets, userCodes, issuer }
  const profiles = sqlProfiles(narrow(db))
  const issueTokens = authentication.issueTokens({
    ...keys,
    loadProfile: (xid) => profileFor(profiles, xid),
  })
  const devices = sqlDeviceAuthorizations(narrow(db))
  return {
    authorizeDevice: authentication.authorizeDevice(tools),
    openDevice: authentication.openDevice(tools),
    findDevice: authentication.findDevice({ devices, now: tools.now }),
    answerDevice: authentication.answerDevice(tools),
    exchangeDeviceCode: authentication.exchangeDeviceCode({ ...tools, issueTokens }),
  }
}
