import type { Caller, Xid } from '@lgc/kernel'
import type { Secrets } from '../ports.ts'
import type { TokenUnit, TransactOnTokens } from './ports.ts'
import type { FindAccessToken, KnownAccessToken } from './read-access-token.ts'

/**
 * Takes a token back (RFC 7009). A refresh token takes its session and all that came of it along. A token that is
 * unknown, over or another client's is left alone, and nobody is told which.
 */
export type RevokeToken = (
  token: string,
  client: { readonly xid: Xid; readonly clientId: string },
  caller: Caller,
) => Promise<void>

type Dependencies = {
  readonly transact: TransactOnTokens
  readonly findAccessToken: FindAccessToken
  readonly secrets: Pick<Secrets, 'digest'>
}

type Client = Parameters<RevokeToken>[1]

export function revokeToken({ transact, findAccessToken, secrets }: Dependencies): RevokeToken {
  return async (token, client, caller) => {
    if (token.startsWith('lgrt_')) {
      return transact(caller, (unit) => revokeRefresh(unit, { token, client }, secrets))
    }
    const found = await findAccessToken(token)
    if (!found.ok) return
    const { token: known } = found.value
    if (known.clientId !== client.clientId) return transact(caller, (unit) => noteStranger(unit, client))
    return transact(caller, (unit) => revokeAccess(unit, known, secrets))
  }
}

async function revokeRefresh(
  unit: TokenUnit,
  { token, client }: { readonly token: string; readonly client: Client },
  secrets: Pick<Secrets, 'digest'>,
): Promise<void> {
  const known = await unit.refreshTokens.find(secrets.digest(token))
  const session = known && (await unit.sessions.findByXid(known.sessionXid))
  if (!session) return
  if (session.clientXid !== client.xid) return noteStranger(unit, client)
  if ((await unit.sessions.end(session.xid)) === 0) return
  await unit.record({
    action: 'session.revoked',
    target: { type: 'session', xid: session.xid },
    details: {
      reason: 'token_revoked',
      count: 1,
      person_xid: session.personXid,
      client_xid: client.xid,
    },
  })
}

async function revokeAccess(
  { accessTokens, revokedTokens, record }: TokenUnit,
  { xid, isSigned, expiresAt, sessionXid }: KnownAccessToken,
  secrets: Pick<Secrets, 'digest'>,
): Promise<void> {
  const isRevoked = await (isSigned
    ? revokedTokens.add(secrets.digest(xid), expiresAt)
    : accessTokens.end(xid))
  if (!isRevoked) return
  const target = { type: 'access_token', xid }
  await record({ action: 'access_token.revoked', target, details: { session_xid: sessionXid } })
}

async function noteStranger({ report }: TokenUnit, { clientId }: Client): Promise<void> {
  const details = { reason: 'revocation' }
  await report({ event: 'token_client_mismatch', claimedClientId: clientId, details })
}
