import * as authentication from '@lgc/authentication'
import { aesKeyVault, cachedKeyring, joseSignatures, sqlSigningKeys } from '@lgc/authentication/infra'
import type { Caller, Clock, NewXid, Transact } from '@lgc/kernel'
import { narrow } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { Settings } from './settings.ts'
import type { Tables } from './tables.ts'

/** Tokens of our own, and the keys that sign them. */
export type KeysCore = {
  readonly signToken: authentication.SignToken
  readonly verifyToken: authentication.VerifyToken
  readonly mintIdToken: authentication.MintIdToken
  readonly publishKeys: authentication.PublishKeys
  readonly listKeys: authentication.ListKeys
  readonly rotateKey: authentication.RotateKey
  readonly revokeKey: authentication.RevokeKey
  readonly reencryptKeys: authentication.ReencryptKeys
  readonly checkKeys: authentication.CheckKeys
  readonly tendKeys: authentication.TendKeys
}

type Surroundings = {
  readonly transact: Transact<authentication.KeysUnit>
  readonly service: () => Caller
  readonly newXid: NewXid
  readonly now: Clock
}

export function composeKeys(db: Kysely<Tables>, settings: Settings, surroundings: Surroundings): KeysCore {
  const { now } = surroundings
  const { issuer, signingAlgorithms: algorithms } = settings
  const keys = sqlSigningKeys(narrow(db))
  const keyring = cachedKeyring(keys, now)
  const vault = aesKeyVault(settings.keyEncryptionKeys)
  const signatures = joseSignatures(vault)
  const making = { ...surroundings, keyring, vault }
  const ensureKeys = authentication.ensureKeys(making)
  const signToken = authentication.signToken({ ensureKeys, signatures, now })
  const rotateKey = authentication.rotateKey(making)
  return {
    signToken,
    verifyToken: authentication.verifyToken({ keyring, signatures, issuer, now }),
    mintIdToken: authentication.mintIdToken({ signToken, signatures, issuer, now }),
    publishKeys: authentication.publishKeys({ ensureKeys, keyring, algorithms, now }),
    listKeys: authentication.listKeys({ keys, vault, now }),
    rotateKey,
    revokeKey: authentication.revokeKey(making),
    reencryptKeys: authentication.reencryptKeys(making),
    checkKeys: authentication.checkKeys({ ensureKeys, keyring, vault, algorithms }),
    tendKeys: authentication.tendKeys({
      ...making,
      rotateKey,
      algorithms,
      rotationInDays: settings.keyRotationInDays,
    }),
  }
}
