import { type Caller, type Clock, type NewXid, type Result, type Transact, accept } from '@lgc/kernel'
import type { AuthorizationCode } from '../domain/authorization-code.ts'
import { type Session, idleLimitInSeconds, openSession, sessionLifetimeInSeconds } from '../domain/session.ts'
import type { AuthenticationUnit, Secrets } from './ports.ts'
import {
  type CodeExchange,
  type CodeRefusal,
  type StandingTools,
  recordExchange,
  redeemCode,
  standingOf,
} from './redemption.ts'
import { reported } from './reporting.ts'

export type Exchanged = {
  readonly token: string
  readonly session: Session
  readonly expiresInSeconds: number
  readonly idleTimeoutInSeconds: number
}

/** Turns a code of the native flow into a session token. */
export type ExchangeAuthorizationCode = (
  exchange: CodeExchange,
  caller: Caller,
) => Promise<Result<Exchanged, CodeRefusal>>

type Dependencies = StandingTools & {
  readonly transact: Transact<AuthenticationUnit>
  readonly secrets: Secrets
  readonly newXid: NewXid
  readonly now: Clock
}

export function exchangeAuthorizationCode({ transact, ...tools }: Dependencies): ExchangeAuthorizationCode {
  const { secrets, now } = tools
  return async (exchange, caller) => {
    const standing = await standingOf(exchange, tools)
    return transact(caller, async (unit): Promise<Result<Exchanged, CodeRefusal>> => {
      const rules = { standing, secrets, now, isOpenId: false, decide: () => accept(null) }
      const redeemed = await redeemCode(unit, exchange, rules)
      const outcome = redeemed.ok
        ? accept(await mint(unit, redeemed.value.code, { ...tools, caller }))
        : redeemed
      const claimedClientId = exchange.client.clientId
      return reported(unit, outcome, 'authorization_code_refused', { claimedClientId })
    })
  }
}

type Tools = Pick<Dependencies, 'secrets' | 'newXid' | 'now'> & { readonly caller: Caller }

async function mint(
  unit: AuthenticationUnit,
  code: AuthorizationCode,
  { secrets, newXid, now, caller }: Tools,
): Promise<Exchanged> {
  const token = secrets.make('lgs_')
  const { personXid, clientXid, scopes, loginSessionXid, amr, authTime } = code
  const { address, userAgent } = caller
  const origin = { address, userAgent, loginSessionXid, authorizationCodeXid: code.xid }
  const proof = { personXid, clientXid, scopes, amr, authTime }
  const session = openSession({ xid: newXid(), digest: secrets.digest(token), ...proof, ...origin }, now())
  await unit.sessions.add(session)
  await recordExchange(unit, code, session.xid)
  return {
    token,
    session,
    expiresInSeconds: sessionLifetimeInSeconds,
    idleTimeoutInSeconds: idleLimitInSeconds,
  }
}
