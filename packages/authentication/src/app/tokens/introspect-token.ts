import type { Clock, Instant, Xid } from '@lgc/kernel'
import { endOf } from '../../domain/session.ts'
import type { TokenTerms } from '../../domain/tokens/access-token.ts'
import type { Clients, Secrets, Sessions } from '../ports.ts'
import type { RefreshTokens } from './ports.ts'
import type { ReadAccessToken } from './read-access-token.ts'

/** What is told of a good token (RFC 7662, section 2.2). */
export type Introspection = TokenTerms & {
  readonly kind: 'access_token' | 'refresh_token'
  readonly xid: Xid
  readonly clientId: string
  /** Null for a client that acts for itself. */
  readonly personXid: Xid | null
  readonly sessionXid: Xid | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
}

/**
 * Tells a client of a token of its own, or of one that is meant for it. Undefined in every other case: that a token is
 * none of theirs is not told either.
 */
export type IntrospectToken = (
  token: string,
  asking: { readonly clientId: string },
) => Promise<Introspection | undefined>

type Dependencies = {
  readonly readAccessToken: ReadAccessToken
  readonly refreshTokens: Pick<RefreshTokens, 'find'>
  readonly sessions: Pick<Sessions, 'findByXid'>
  readonly clients: Clients
  readonly secrets: Pick<Secrets, 'digest'>
  readonly now: Clock
}

export function introspectToken(dependencies: Dependencies): IntrospectToken {
  const { readAccessToken, refreshTokens, sessions, clients, secrets, now } = dependencies

  const ofAccess = async (token: string, clientId: string): Promise<Introspection | undefined> => {
    const read = await readAccessToken(token)
    if (!read.ok) return undefined
    const { token: known, scopes, holder } = read.value
    if (known.clientId !== clientId && !(await isMeantFor(clientId, known.audience))) return undefined
    const { personXid = null } = holder?.session ?? {}
    return { ...known, kind: 'access_token', scopes, personXid }
  }

  const isMeantFor = async (clientId: string, audience: readonly string[]): Promise<boolean> => {
    const client = await clients.find(clientId)
    const mine = [clientId, ...(client?.oauth.resources ?? [])]
    return audience.some((one) => mine.includes(one))
  }

  const ofRefresh = async (token: string, clientId: string): Promise<Introspection | undefined> => {
    const known = await refreshTokens.find(secrets.digest(token))
    const at = now()
    if (!known || known.spentAt !== null || known.expiresAt <= at) return undefined
    const session = await sessions.findByXid(known.sessionXid)
    const client = await clients.find(clientId)
    const isMine = session !== undefined && session.clientXid === client?.xid
    if (!isMine || endOf(session, at) !== undefined) return undefined
    return { ...known, kind: 'refresh_token', clientId, personXid: session.personXid }
  }

  return (token, { clientId }) =>
    token.startsWith('lgrt_') ? ofRefresh(token, clientId) : ofAccess(token, clientId)
}
