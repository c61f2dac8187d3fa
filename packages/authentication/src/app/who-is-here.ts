import type { Xid } from '@lgc/kernel'
import type { FindLoginSession } from './find-login-session.ts'

/** The person whose login session this browser has, for showing only: it decides nothing. */
export type WhoIsHere = (loginToken: string | null) => Promise<Xid | undefined>

export function whoIsHere(findLoginSession: FindLoginSession): WhoIsHere {
  return async (loginToken) => (await findLoginSession(loginToken))?.personXid
}
