import { describe, expect, it } from 'vitest'
import { expiringMap } from './expiring-map.ts'

function mapWithClock(maxEntries: number) {
  const clock = { at: 1_000 }
  const map = expiringMap<string>({ maxEntries, lifetimeInSeconds: 60, now: () => clock.at })
  return { clock, map }
}

describe('an expiring map', () => {
  it('forgets an entry at the end of its lifetime, not before', () => {
    const { clock, map } = mapWithClock(10)
    map.set('a', 'first')
    clock.at += 59_999
    expect(map.find('a')).toBe('first')
    clock.at += 1
    expect(map.find('a')).toBeUndefined()
  })

  it('never holds more than its limit, and gives up the oldest first', () => {
    const { map } = mapWithClock(3)
    for (const key of ['a', 'b', 'c', 'd', 'e']) map.set(key, key)
    expect(map.size()).toBe(3)
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => map.find(key))).toEqual([
      undefined,
      undefined,
      'c',
      'd',
      'e',
    ])
  })

  it('makes room from expired entries before it gives up a living one', () => {
    const { clock, map } = mapWithClock(2)
    map.set('old', 'old')
    clock.at += 30_000
    map.set('young', 'young')
    clock.at += 30_000
    map.set('new', 'new')
    expect(map.find('young')).toBe('young')
    expect(map.size()).toBe(2)
  })

  it('replaces an entry without pushing another out', () => {
    const { map } = mapWithClock(2)
    map.set('a', '1')
    map.set('b', '1')
    map.set('a', '2')
    expect([map.find('a'), map.find('b')]).toEqual(['2', '1'])
  })
})
