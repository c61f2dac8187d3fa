import { isRecord, isText, isTexts, member } from './json-member.ts'

/** A session that is good, and what it allows now. Times are RFC 3339 in UTC. */
export type Session = {
  readonly xid: string
  readonly personXid: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** How the person proved who they are (RFC 8176). */
  readonly amr: readonly string[]
  readonly createdAt: string
  readonly lastActiveAt: string
  readonly expiresAt: string
  readonly idleExpiresAt: string
  /** The leave of the person to enter the product; null where the product asks for none. */
  readonly grant: Grant | null
}

type Grant = { readonly xid: string; readonly accessLevel: string }

export function sessionIn(answer: unknown): Session {
  const session = member(answer, 'session', isRecord)
  return {
    xid: member(session, 'xid', isText),
    personXid: member(member(answer, 'person', isRecord), 'xid', isText),
    clientId: member(answer, 'client_id', isText),
    scopes: member(session, 'scopes', isTexts),
    amr: member(session, 'amr', isTexts),
    createdAt: member(session, 'created_at', isText),
    lastActiveAt: member(session, 'last_active_at', isText),
    expiresAt: member(session, 'expires_at', isText),
    idleExpiresAt: member(session, 'idle_expires_at', isText),
    grant: grantIn(member(answer, 'grant', isRecordOrNull)),
  }
}

function grantIn(grant: Readonly<Record<string, unknown>> | null): Grant | null {
  return grant && { xid: member(grant, 'xid', isText), accessLevel: member(grant, 'access_level', isText) }
}

function isRecordOrNull(found: unknown): found is Readonly<Record<string, unknown>> | null {
  return found === null || isRecord(found)
}
