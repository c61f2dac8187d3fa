import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inGroups } from './in-groups.ts'

it('takes together what comes in one turn, and what comes while a group is under way', async () => {
  const groups: (readonly number[])[] = []
  const note = inGroups<number>(async (items) => {
    groups.push(items)
    await turn()
  }, 10)
  const first = [note(1), note(2)]
  await turn()
  await Promise.all([...first, note(3), note(4)])
  await note(5)
  expect(groups).toEqual([[1, 2], [3, 4], [5]])
})

it('keeps groups from becoming too large', async () => {
  const sizes: number[] = []
  const note = inGroups<number>(async ({ length }) => void sizes.push(length), 2)
  await Promise.all([1, 2, 3, 4, 5].map(note))
  expect(sizes).toEqual([2, 2, 1])
})

it('fails those whose group failed, and nobody else', async () => {
  const note = inGroups<string>(async ([item]) => {
    if (item === 'bad') throw new Error('not written')
  }, 1)
  const [good, bad, last] = await Promise.allSettled([note('good'), note('bad'), note('last')])
  expect([good?.status, bad?.status, last?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
