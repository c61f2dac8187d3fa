import { type LgcClient, LgcUnavailable } from '@lgc/sdk'
import { meaningOf } from './meaning-of.ts'

/** Whether the session is over at LGC; it is as well when LGC no longer knows it. */
export async function endAtLgc(lgc: LgcClient, sessionToken: string): Promise<boolean> {
  try {
    const answer = await lgc.endSession(sessionToken)
    return answer.ok || meaningOf(answer.problem) === 'session_ended'
  } catch (error) {
    if (!(error instanceof LgcUnavailable)) throw error
    return false
  }
}
