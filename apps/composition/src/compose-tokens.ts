import * as authentication from '@lgc/authentication'
import { hmacSuccessor, nodeSecrets } from '@lgc/authentication/infra'
import type { Clock, NewXid, Transact } from '@lgc/kernel'
import type { KeysCore } from './compose-keys.ts'
import type { Settings } from './settings.ts'

/** Tokens of OpenID Connect: how they come to be. */
export type TokensCore = {
  readonly exchangeCodeForTokens: authentication.ExchangeCodeForTokens
  readonly refreshTokens: authentication.RefreshTokens
  readonly issueClientToken: authentication.IssueClientToken
}

type Surroundings = {
  readonly transact: Transact<authentication.TokenUnit>
  readonly keys: Pick<KeysCore, 'signToken' | 'mintIdToken'>
  readonly newXid: NewXid
  readonly now: Clock
}

export function composeTokens(settings: Settings, surroundings: Surroundings): TokensCore {
  const { transact, keys, newXid, now } = surroundings
  const tools = {
    transact,
    issueTokens: authentication.issueTokens(keys),
    secrets: nodeSecrets,
    newXid,
    now,
    issuer: settings.issuer,
  }
  return {
    exchangeCodeForTokens: authentication.exchangeCodeForTokens(tools),
    refreshTokens: authentication.refreshTokens({
      ...tools,
      successorOf: hmacSuccessor(settings.identifierHmacKey),
    }),
    issueClientToken: authentication.issueClientToken(tools),
  }
}
