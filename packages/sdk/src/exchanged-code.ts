import { isNumber, isText, member } from './json-member.ts'

/** What a code brought: a session of the person at the product. */
export type ExchangedCode = {
  /** A secret: it belongs on the server, or in an HttpOnly cookie. */
  readonly sessionToken: string
  readonly sessionXid: string
  readonly personXid: string
  readonly scopes: readonly string[]
  readonly expiresInSeconds: number
  readonly idleTimeoutInSeconds: number
}

export function exchangedCodeIn(answer: unknown): ExchangedCode {
  return {
    sessionToken: member(answer, 'session_token', isText),
    sessionXid: member(answer, 'session_xid', isText),
    personXid: member(answer, 'person_xid', isText),
    scopes: member(answer, 'scope', isText).split(' '),
    expiresInSeconds: member(answer, 'expires_in', isNumber),
    idleTimeoutInSeconds: member(answer, 'idle_timeout', isNumber),
  }
}
