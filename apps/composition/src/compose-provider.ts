import * as authentication from '@lgc/authentication'
import { hmacDerivedSecrets, nodeSecrets, openIdProvider, sqlProviderLogins } from '@lgc/authentication/infra'
import type { NewXid } from '@lgc/kernel'
import type { AskOutside } from '@lgc/outbound'
import { type AccountRefusal, registerAccount, verifyAccount } from '@lgc/person'
import type { Kysely } from 'kysely'
import type { Core } from './core.ts'
import type { Settings } from './settings.ts'
import type { Tables } from './tables.ts'
import type { transactions } from './transactions.ts'

type Dependencies = {
  readonly db: Kysely<Tables>
  readonly transact: ReturnType<typeof transactions>
  readonly askOutside: AskOutside
  readonly ofVerification: Omit<
    Parameters<typeof authentication.verifyProviderAccount<AccountRefusal>>[0],
    'checkAccount'
  >
  readonly ofPerson: Parameters<typeof verifyAccount>[0] & { readonly newXid: NewXid }
}

type ProviderCore = Pick<
  Core,
  | 'registerAccount'
  | 'readProviderToken'
  | 'verifyProviderAccount'
  | 'verifyByProvider'
  | 'beginProviderLogin'
  | 'finishProviderLogin'
  | 'findProviderOffer'
  | 'takeProviderOffer'
>

/** Signing in with an account that somebody else keeps. */
export function composeProvider(
  { google, issuer, identifierHmacKey, isSelfRegistrationOpen: isOpen }: Settings,
  { db, transact, askOutside: ask, ofVerification, ofPerson }: Dependencies,
): ProviderCore {
  const { newXid, now } = ofPerson
  const provider =
    google && openIdProvider(google, { ask, now, redirectUri: `${issuer}/login/google/callback` })
  const readProviderToken = authentication.readProviderToken({
    provider,
    transact: transact.authentication,
  })
  const verifyProviderAccount = authentication.verifyProviderAccount({
    ...ofVerification,
    checkAccount: verifyAccount(ofPerson),
  })
  const ofLogin = {
    provider,
    transact: transact.loginFlow,
    secrets: nodeSecrets,
    derive: hmacDerivedSecrets(identifierHmacKey),
    newXid,
    now,
  }
  return {
    registerAccount: registerAccount({ ...ofPerson, isOpen }),
    readProviderToken,
    verifyProviderAccount,
    verifyByProvider: authentication.verifyByProvider({ readProviderToken, verifyProviderAccount }),
    beginProviderLogin: authentication.beginProviderLogin(ofLogin),
    finishProviderLogin: authentication.finishProviderLogin({
      ...ofLogin,
      readProviderToken,
      verifyProviderAccount,
    }),
    findProviderOffer: authentication.findProviderOffer({ providerLogins: sqlProviderLogins(db), now }),
    takeProviderOffer: authentication.takeProviderOffer(ofLogin),
  }
}
