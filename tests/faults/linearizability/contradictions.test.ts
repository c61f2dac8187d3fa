import { describe, expect, it } from 'vitest'
import { contradictionsIn } from './contradictions.ts'
import { type Effect, newHistory } from './history.ts'

type Step = readonly [effect: Effect, startedAt: number, endedAt: number]

/** A token of a family, and what happened to each of them. */
function contradictions(token: readonly Step[], family: readonly Step[] = []): readonly string[] {
  const history = newHistory()
  history.join('token', 'family')
  for (const [effect, startedAt, endedAt] of token) history.note('token', effect, { startedAt, endedAt })
  for (const [effect, startedAt, endedAt] of family) history.note('family', effect, { startedAt, endedAt })
  return contradictionsIn(history)
}

const issued: Step = ['begins', 0, 10]
const never = Infinity

describe('the checker of histories', () => {
  it.each<[string, readonly Step[], readonly Step[]]>([
    ['a life', [issued, ['seen live', 11, 12], ['ends', 20, 30], ['seen over', 31, 32]], []],
    [
      'both answers while it ends',
      [issued, ['ends', 20, 30], ['seen over', 21, 22], ['seen live', 21, 29]],
      [],
    ],
    ['an end that may have happened', [issued, ['ends', 20, never], ['seen over', 40, 41]], []],
    ['an end that did not happen', [issued, ['ends', 20, never], ['seen live', 40, 41]], []],
    [
      'an end that happens late',
      [issued, ['ends', 20, never], ['seen live', 40, 42], ['seen over', 41, 43]],
      [],
    ],
    ['an end with its family', [issued, ['seen over', 31, 32]], [['ends', 20, 30]]],
    ['a family that ends while it begins', [issued, ['seen over', 11, 12]], [['ends', 1, 9]]],
    ['one that is spent', [issued, ['spends', 20, 30], ['seen over', 31, 32]], []],
    ['one that is perhaps spent twice', [issued, ['spends', 20, never], ['spends', 30, 40]], []],
    ['two ends', [issued, ['ends', 20, 30], ['ends', 25, 40], ['seen over', 31, 50]], []],
  ])('finds nothing wrong with %s', (_, token, family) => {
    expect(contradictions(token, family)).toEqual([])
  })

  it.each<[string, readonly Step[], readonly Step[], RegExp]>([
    ['is live again', [issued, ['ends', 20, 30], ['seen live', 31, 32]], [], /live 1.0 ms after/],
    ['is live after its family', [issued, ['seen live', 40, 41]], [['ends', 20, 30]], /after it was over/],
    [
      'is seen over and then live',
      [issued, ['ends', 1, never], ['seen over', 20, 30], ['seen live', 31, 32]],
      [],
      /after/,
    ],
    ['is over though nobody ended it', [issued, ['seen over', 20, 30]], [], /before anybody/],
    [
      'is over before somebody ends it',
      [issued, ['seen over', 20, 30], ['ends', 31, 40]],
      [],
      /before anybody/,
    ],
    ['is spent after it ended', [issued, ['ends', 20, 30], ['spends', 31, 40]], [], /after it was over/],
    ['is spent twice', [issued, ['spends', 20, 40], ['spends', 21, 41]], [], /spent 2 times/],
    [
      'is live after it was spent',
      [issued, ['spends', 20, 30], ['seen live', 31, 41]],
      [],
      /after it was over/,
    ],
    [
      'began after its family ended',
      [
        ['begins', 40, 50],
        ['seen live', 51, 52],
      ],
      [['ends', 20, 30]],
      /after it/,
    ],
  ])('finds one that %s', (_, token, family, fault) => {
    expect(contradictions(token, family)).toEqual([expect.stringMatching(fault)])
  })
})
