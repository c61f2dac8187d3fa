import { describe, expect, it } from 'vitest'
import { argon2Turns } from './argon2-turns.ts'

const settings = { memoryInKibibytes: 8, iterations: 1, parallelism: 1, concurrency: 1, queue: 2 }

/** A turn that is held until it is let go. */
function held(): { readonly until: Promise<void>; readonly letGo: () => void } {
  let letGo = (): void => {}
  const until = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return { until, letGo: () => letGo() }
}

describe('turns at hashing', () => {
  it('are half as many again as hash at once, come one after the other, and not to more than may wait', async () => {
    const take = argon2Turns(settings)
    const [first, second] = [held(), held()]
    const order: number[] = []
    const all = [
      take(() => first.until.then(() => order.push(1))),
      take(() => second.until.then(() => order.push(2))),
      take(async () => order.push(3)),
      take(async () => order.push(4)),
    ]
    expect(await take(async () => order.push(5))).toBe('overloaded')
    expect(take.load()).toEqual({ running: 0, waiting: 2, refused: 1 })
    first.letGo()
    await Promise.all([all[0], all[2], all[3]])
    expect(order).toEqual([1, 3, 4])
    second.letGo()
    await all[1]
    expect(take.load()).toEqual({ running: 0, waiting: 0, refused: 1 })
  })

  it('are waited for no longer than somebody waits for a sign-in', async () => {
    const take = argon2Turns(settings, 20)
    const first = held()
    const done = [take(() => first.until), take(() => first.until)]
    expect(await take(async () => 'late')).toBe('overloaded')
    expect(take.load()).toEqual({ running: 0, waiting: 0, refused: 1 })
    first.letGo()
    await Promise.all(done)
    expect(await take(async () => 'in time')).toBe('in time')
  })

  it('are given back when the work fails', async () => {
    const take = argon2Turns(settings)
    for (let time = 0; time < 5; time++) {
      await expect(take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    }
    expect(await take(async () => 'still in time')).toBe('still in time')
  })

  it('hash no more at once than they may, whoever has a turn', async () => {
    const take = argon2Turns({ ...settings, memoryInKibibytes: 4096, iterations: 3 })
    const all = Array.from({ length: 4 }, () => take(({ hash }) => hash('a password')))
    const seen: number[] = []
    const watch = setInterval(() => seen.push(take.load().running), 1)
    const hashes = await Promise.all(all)
    clearInterval(watch)
    expect(new Set(hashes).size).toBe(4)
    expect(Math.max(...seen)).toBe(1)
  })

  it('know a right password from a wrong one, and nobody has the hash that stands for none', async () => {
    const take = argon2Turns(settings)
    const answers = await take(async ({ hash, verify }) => {
      const stored = await hash('right')
      return [await verify(stored, 'right'), await verify(stored, 'wrong'), await verify(null, 'right')]
    })
    expect(answers).toEqual([true, false, false])
  })
})
