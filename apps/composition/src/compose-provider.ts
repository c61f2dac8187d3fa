import * as authentication from '@lgc/authentication'
import { openIdProvider } from '@lgc/authentication/infra'
import type { AskOutside } from '@lgc/outbound'
import type { AccountRefusal } from '@lgc/person'
import type { Core } from './core.ts'
import type { Settings } from './settings.ts'
import type { transactions } from './transactions.ts'

type Dependencies = Parameters<typeof authentication.verifyProviderAccount<AccountRefusal>>[0] & {
  readonly transact: ReturnType<typeof transactions>
  readonly ask: AskOutside
}

/** Proving who one is with an account that somebody else keeps. */
export function composeProvider(
  { google }: Settings,
  { transact, ask, ...ofVerification }: Dependencies,
): Pick<Core, 'readProviderToken' | 'verifyByProvider'> {
  const provider = google && openIdProvider(google, { ask, now: ofVerification.now })
  const readProviderToken = authentication.readProviderToken({
    provider,
    transact: transact.authentication,
  })
  const verifyProviderAccount = authentication.verifyProviderAccount(ofVerification)
  return {
    readProviderToken,
    verifyByProvider: authentication.verifyByProvider({ readProviderToken, verifyProviderAccount }),
  }
}
