import type { Life } from './life.ts'
import type { History } from './history.ts'
import type { Callee, Recorder } from './recorder.ts'

type Tools = { readonly history: History; readonly recorder: Recorder; readonly apiKey: string }

/** The life of an app session: checked by its product, and ended by whoever has its token. */
export function sessionLife(token: string, { history, recorder, apiKey }: Tools): Life {
  const Authorization = `Bearer ${token}`

  const check = async (callee: Callee): Promise<void> => {
    const headers = { Authorization, 'X-API-Key': apiKey }
    const { reply, span } = await recorder.ask(callee, '/auth/session', { method: 'GET', headers })
    if (reply) history.note(token, reply.status === 200 ? 'seen live' : 'seen over', span)
  }
  const end = async (callee: Callee): Promise<void> => {
    const outgoing = { method: 'DELETE', headers: { Authorization } }
    const { reply, span } = await recorder.ask(callee, '/auth/session', outgoing)
    history.note(token, reply?.status === 401 ? 'seen over' : 'ends', span)
  }

  return {
    act: (callee, chance) => (chance < 0.04 ? end(callee) : check(callee)),
    checkAll: check,
  }
}
