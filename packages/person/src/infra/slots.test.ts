import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { slots } from './slots.ts'

it('no more work is under way than there are slots, and all of it is done in its order', async () => {
  const { take, load } = slots(3)
  const begun: number[] = []
  let most = 0
  const one = (number: number): Promise<number> =>
    take(async () => {
      begun.push(number)
      most = Math.max(most, load().taken)
      await pause(2)
      return number
    })
  const numbers = Array.from({ length: 20 }, (_, number) => number)
  expect(await Promise.all(numbers.map(one))).toEqual(numbers)
  expect(begun).toEqual(numbers)
  expect([most, load()]).toEqual([3, { taken: 0, waiting: 0 }])
})

it('a slot is given on when the work fails', async () => {
  const { take } = slots(1)
  const failing = take(() => Promise.reject(new Error('broken')))
  const next = take(async () => 'done')
  await expect(failing).rejects.toThrow('broken')
  expect(await next).toBe('done')
})
