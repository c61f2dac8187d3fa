import { type Instant, instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { mayBeSent } from './send-limits.ts'

const now = instant(1_800_000_000_000)
const ago = (...minutes: readonly number[]): Instant[] => minutes.map((some) => later(now, -some * 60))

describe('one more message to a recipient', () => {
  it.each([
    ['who was sent none', [], true],
    ['who was sent two just now', ago(0, 1), true],
    ['who was sent three in nine minutes', ago(1, 5, 9), false],
    ['whose third is ten minutes old', ago(1, 5, 10), true],
    ['who was sent nine over the day', ago(20, 40, 60, 80, 100, 120, 140, 160, 1439), true],
    ['who was sent ten over the day', ago(20, 40, 60, 80, 100, 120, 140, 160, 180, 1439), false],
    ['whose tenth is a day old', ago(20, 40, 60, 80, 100, 120, 140, 160, 180, 1440), true],
  ])('%s', (_, sent, expected) => {
    expect(mayBeSent(sent, now)).toBe(expected)
  })
})
