import type { PersonStatus } from '@lgc/person'
import type { Answer } from './answer.ts'
import { refusedBy } from './explain.ts'
import { findPerson } from './find-person.ts'
import type { Opened } from './with-core.ts'

type Who = { readonly named: string; readonly realm: string; readonly reason?: string }

export async function switchPersonTo(
  { core, caller }: Opened,
  status: PersonStatus,
  { named, realm, reason }: Who,
): Promise<Answer> {
  const person = await findPerson(core, named, realm)
  if (!person.ok) return refusedBy(person.refusal)
  const { xid } = person.value
  const switched = await core.switchPerson({ personXid: xid, status, reason: reason ?? null }, caller)
  if (!switched.ok) return refusedBy(switched.refusal)
  const { sessionsEnded } = switched.value
  const text = `${xid} is ${status}; ${sessionsEnded} sessions were ended.`
  return { result: { text, json: { xid, status, sessions_ended: sessionsEnded } } }
}
