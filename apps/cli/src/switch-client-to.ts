import type { Answer } from './answer.ts'
import { refusedBy } from './explain.ts'
import type { Opened } from './with-core.ts'

export async function switchClientTo(
  { core, caller }: Opened,
  clientId: string,
  isActive: boolean,
): Promise<Answer> {
  const switched = await core.switchClient({ clientId, isActive }, caller)
  if (!switched.ok) return refusedBy(switched.refusal)
  const { sessionsEnded } = switched.value
  const text = isActive
    ? `${clientId} is active.`
    : `${clientId} is inactive; ${sessionsEnded} sessions were ended.`
  return {
    result: { text, json: { client_id: clientId, is_active: isActive, sessions_ended: sessionsEnded } },
  }
}
