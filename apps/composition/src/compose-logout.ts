import * as authentication from '@lgc/authentication'
import { backchannel, sqlLogoutNotices } from '@lgc/authentication/infra'
import type { Clock, NewXid, Transact } from '@lgc/kernel'
import type { AskOutside } from '@lgc/outbound'
import { narrow } from '@lgc/sql'
import type { Kysely } from 'kysely'
import { registeredClients } from './foreign-words.ts'
import type { Tables } from './tables.ts'

/** Telling clients that sessions ended. */
export type LogoutCore = {
  readonly readLogoutRequest: authentication.ReadLogoutRequest
  readonly dispatchLogoutNotices: authentication.DispatchLogoutNotices
  readonly retryLogoutNotice: authentication.RetryLogoutNotice
  readonly logoutNotices: Pick<authentication.LogoutNotices, 'list' | 'count'>
}

type Surroundings = {
  readonly transact: Transact<authentication.AuthenticationUnit>
  readonly transactOnNotices: Transact<authentication.LogoutUnit>
  readonly signToken: authentication.SignToken
  readonly verifyToken: authentication.VerifyToken
  readonly findLoginSession: authentication.FindLoginSession
  readonly askOutside: AskOutside
  readonly issuer: string
  readonly newXid: NewXid
  readonly now: Clock
}

export function composeLogout(db: Kysely<Tables>, surroundings: Surroundings): LogoutCore {
  const ofNotices = { ...surroundings, transact: surroundings.transactOnNotices }
  return {
    readLogoutRequest: authentication.readLogoutRequest(surroundings),
    dispatchLogoutNotices: authentication.dispatchLogoutNotices({
      ...ofNotices,
      clients: registeredClients(narrow(db)),
      tellClient: backchannel(surroundings.askOutside),
      chance: Math.random,
    }),
    retryLogoutNotice: authentication.retryLogoutNotice(ofNotices),
    logoutNotices: sqlLogoutNotices(narrow(db)),
  }
}
