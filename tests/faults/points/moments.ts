import { AsyncLocalStorage } from 'node:async_hooks'

/** What one piece of work comes past, and the moment of it at which the process is to die. */
type Walk = { readonly dieAt: string; readonly dieWith: number; readonly crossed: string[] }

/** Follows every piece of work on its own, however many there are at once. */
export type Moments = {
  readonly walk: <T>(end: { readonly dieAt: string; readonly dieWith: number }, work: () => T) => T
  /** Comes past a moment of the work that is under way, if it is followed at all. */
  readonly cross: (kind: string) => Promise<void>
  /** Is about to ask the database, for the first time perhaps. */
  readonly ask: () => Promise<void>
  readonly crossed: () => readonly string[]
}

/** Until all who are to die with it are where they are to die, work stands still there. */
const standStill = new Promise<never>(() => {})

export function moments(die: () => void): Moments {
  const storage = new AsyncLocalStorage<Walk>()
  let waiting = 0
  const cross: Moments['cross'] = async (kind) => {
    const walk = storage.getStore()
    if (!walk) return
    const moment = nextName(kind, walk.crossed)
    walk.crossed.push(moment)
    if (moment !== walk.dieAt) return
    waiting += 1
    if (waiting >= walk.dieWith) die()
    await standStill
  }
  return {
    cross,
    ask: async () =>
      storage.getStore()?.crossed.length === 0 ? cross('before the first statement') : undefined,
    walk: (end, work) => storage.run({ ...end, crossed: [] }, work),
    crossed: () => storage.getStore()?.crossed ?? [],
  }
}

/** `after commit`, and the next time `after commit (2)`. */
function nextName(kind: string, crossed: readonly string[]): string {
  const before = crossed.filter((one) => one === kind || one.startsWith(`${kind} (`)).length
  return before === 0 ? kind : `${kind} (${before + 1})`
}
