/** So many pieces of work at a time; the others wait, first come first served. */
export type Slots = {
  readonly take: <T>(work: () => Promise<T>) => Promise<T>
  readonly load: () => { readonly taken: number; readonly waiting: number }
}

export function slots(count: number): Slots {
  const waiting: (() => void)[] = []
  let taken = 0
  return {
    async take(work) {
      if (taken < count) taken++
      else await new Promise<void>((enter) => waiting.push(enter))
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else taken--
      }
    },
    load: () => ({ taken, waiting: waiting.length }),
  }
}
