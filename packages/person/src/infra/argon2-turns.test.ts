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
  it('come one after the other, and not to more than may wait', async () => {
    const take = argon2Turns(settings)
    const first = held()
    const order: number[] = []
    const all = [
      take(() => first.until.then(() => order.push(1))),
      take(async () => order.push(2)),
      take(async () => order.push(3)),
    ]
    expect(await take(async () => order.push(4))).toBe('overloaded')
    expect(take.load()).toEqual({ running: 1, waiting: 2, refused: 1 })
    first.letGo()
    await Promise.all(all)
    expect(order).toEqual([1, 2, 3])
    expect(take.load()).toEqual({ running: 0, waiting: 0, refused: 1 })
  })

  it('are waited for no longer than somebody waits for a sign-in', async () => {
    const take = argon2Turns(settings, 20)
    const first = held()
    const done = take(() => first.until)
    expect(await take(async () => 'late')).toBe('overloaded')
    expect(take.load()).toEqual({ running: 1, waiting: 0, refused: 1 })
    first.letGo()
    await done
    expect(await take(async () => 'in time')).toBe('in time')
  })

  it('are given back when the work fails', async () => {
    const take = argon2Turns(settings)
    await expect(take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(take.load().running).toBe(0)
  })
})
