import type { Clock, Xid } from '@lgc/kernel'
import type { LoginFlow, LoginFlows, Secrets } from './ports.ts'

/** The flow that this very browser began, if it is still young enough. */
export type ResumeLoginFlow = (flowXid: Xid, browserToken: string | null) => Promise<LoginFlow | undefined>

type Dependencies = {
  readonly flows: Pick<LoginFlows, 'find'>
  readonly secrets: Secrets
  readonly now: Clock
}

export function resumeLoginFlow({ flows, secrets, now }: Dependencies): ResumeLoginFlow {
  return async (flowXid, browserToken) => {
    if (!browserToken) return undefined
    const flow = await flows.find(flowXid)
    const isOurs = flow?.browser === secrets.digest(browserToken)
    return flow && isOurs && flow.expiresAt > now() ? flow : undefined
  }
}
