import * as authentication from '@lgc/authentication'
import {
  hmacDpopNonces,
  hmacSuccessor,
  joseClientProofs,
  nodeSecrets,
  sqlAccessTokenView,
  sqlRefreshTokenLookup,
  sqlRevokedTokens,
  sqlSessionViewByXid,
  sqlSessionLookup,
} from '@lgc/authentication/infra'
import { sqlProfileLookup } from '@lgc/person/infra'
import type { Clock, NewXid, Transact, Xid } from '@lgc/kernel'
import type { AskOutside } from '@lgc/outbound'
import { narrow } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { KeysCore } from './compose-keys.ts'
import { profileFor } from './foreign-words.ts'
import type { Settings } from './settings.ts'
import type { Tables } from './tables.ts'

/** Tokens of OpenID Connect: how they come to be, what they are good for, and how they end. */
export type TokensCore = {
  readonly exchangeCodeForTokens: authentication.ExchangeCodeForTokens
  readonly refreshTokens: authentication.RefreshTokens
  readonly issueClientToken: authentication.IssueClientToken
  readonly introspectToken: authentication.IntrospectToken
  readonly revokeToken: authentication.RevokeToken
  readonly readClaims: authentication.ReadClaims
  readonly authenticateByAssertion: authentication.AuthenticateByAssertion
  readonly checkDpopProof: authentication.CheckDpopProof
  /** For the next proof of a client that has to show that it was made just now. */
  readonly nextDpopNonce: () => string
}

type Surroundings = {
  readonly transact: Transact<authentication.TokenUnit>
  readonly keys: Pick<KeysCore, 'signToken' | 'verifyToken' | 'mintIdToken'>
  /** Outside of transactions. */
  readonly clients: authentication.Clients
  readonly findCode: authentication.FindCodeView
  readonly ask: AskOutside
  readonly newXid: NewXid
  readonly now: Clock
}

export function composeTokens(
  db: Kysely<Tables>,
  settings: Settings,
  { transact, clients, findCode, keys, ask, newXid, now }: Surroundings,
): TokensCore {
  const { issuer } = settings
  const secrets = nodeSecrets
  const profiles = { load: sqlProfileLookup(narrow(db)) }
  const loadProfile = (xid: Xid) => profileFor(profiles, xid)
  const issueTokens = authentication.issueTokens({ ...keys, loadProfile })
  const making = { transact, issueTokens, secrets, newXid, now, issuer }
  const { verifyToken } = keys
  const findView = sqlSessionViewByXid(narrow(db))
  const findRefreshToken = sqlRefreshTokenLookup(narrow(db))
  const findTokenView = sqlAccessTokenView(narrow(db))
  const findAccessToken = authentication.findAccessToken({ findTokenView, verifyToken, secrets, now })
  const readAccessToken = authentication.readAccessToken({
    findAccessToken,
    revokedTokens: sqlRevokedTokens(narrow(db), newXid),
    findView,
    clients,
    secrets,
    now,
  })
  const proofs = joseClientProofs({ ask, now })
  const nonces = hmacDpopNonces(settings.identifierHmacKey)
  return {
    authenticateByAssertion: authentication.authenticateByAssertion({
      ...making,
      clients,
      proofs,
    }),
    checkDpopProof: authentication.checkDpopProof({ ...making, proofs, nonces }),
    nextDpopNonce: () => nonces.make(now()),
    exchangeCodeForTokens: authentication.exchangeCodeForTokens({ ...making, findCode, clients }),
    refreshTokens: authentication.refreshTokens({
      ...making,
      findRefreshToken,
      findView,
      clients,
      successorOf: hmacSuccessor(settings.identifierHmacKey),
    }),
    issueClientToken: authentication.issueClientToken({ ...making, clients }),
    introspectToken: authentication.introspectToken({
      readAccessToken,
      refreshTokens: { find: findRefreshToken },
      sessions: sqlSessionLookup(narrow(db)),
      clients,
      secrets,
      now,
    }),
    revokeToken: authentication.revokeToken({ transact, findAccessToken, secrets }),
    readClaims: authentication.readClaims({ readAccessToken, loadProfile, transact, issuer }),
  }
}
