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
  readonly dispatchLogoutNotices: authentication.DispatchLogoutNotices
  readonly retryLogoutNotice: authentication.RetryLogoutNotice
  readonly logoutNotices: Pick<authentication.LogoutNotices, 'list' | 'count'>
}

type Surroundings = {
  readonly transact: Transact<authentication.LogoutUnit>
  readonly signToken: authentication.SignToken
  readonly askOutside: AskOutside
  readonly issuer: string
  readonly newXid: NewXid
  readonly now: Clock
}

export function composeLogout(db: Kysely<Tables>, surroundings: Surroundings): LogoutCore {
  return {
    dispatchLogoutNotices: authentication.dispatchLogoutNotices({
      ...surroundings,
      clients: registeredClients(narrow(db)),
      tellClient: backchannel(surroundings.askOutside),
      chance: Math.random,
    }),
    retryLogoutNotice: authentication.retryLogoutNotice(surroundings),
    logoutNotices: sqlLogoutNotices(narrow(db)),
  }
}
