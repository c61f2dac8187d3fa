import { type Instant, type Xid, instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import {
  activationAfterNotice,
  activationAtOnce,
  isOver,
  isRotationDue,
  nextGeneration,
  publishedKeys,
  retirementOf,
  rotationRefusal,
  signerOf,
} from './keyring.ts'
import type { SealedPrivateKey, SigningAlgorithm, SigningKey } from './signing-key.ts'

const start = instant(1_800_000_000_000)
const at = (seconds: number): Instant => later(start, seconds)
const [minute, hour, day] = [60, 3600, 86_400]

function keyAt(generation: number, activates: number, more: Partial<SigningKey> = {}): SigningKey {
  return {
    xid: `key${generation}` as Xid,
    kid: `${more.algorithm ?? 'ES256'}-${generation}`,
    algorithm: 'ES256',
    generation,
    publicJwk: {},
    sealed: 'sealed' as SealedPrivateKey,
    createdAt: at(activates),
    activatesAt: at(activates),
    revokedAt: null,
    ...more,
  }
}

const kidOf = (keys: readonly SigningKey[], seconds: number): string | undefined =>
  signerOf(keys, 'ES256', at(seconds))?.kid
const published = (keys: readonly SigningKey[], seconds: number): readonly string[] =>
  publishedKeys(keys, at(seconds)).map(({ kid }) => kid)

const first = keyAt(1, 0)
const announced = keyAt(2, 10 * minute, { createdAt: at(0) })

describe('the key that signs', () => {
  it('is the newest whose time has come', () => {
    const keys = [announced, first]
    expect([-1, 0, 599, 600, day].map((seconds) => kidOf(keys, seconds))).toEqual([
      undefined,
      'ES256-1',
      'ES256-1',
      'ES256-2',
      'ES256-2',
    ])
  })

  it('is of the algorithm, not revoked, and has its private half', () => {
    const keys = [first, keyAt(9, 0, { algorithm: 'RS256' })]
    expect(kidOf([...keys, keyAt(2, 0, { revokedAt: at(0) })], 1)).toBe('ES256-1')
    expect(kidOf([...keys, keyAt(2, 0, { sealed: null })], 1)).toBe('ES256-1')
    expect(kidOf([keyAt(9, 0, { algorithm: 'RS256' })], 1)).toBeUndefined()
  })
})

describe('a key that is announced', () => {
  it('is published for longer than others keep the list, and we our own, before it signs', () => {
    expect(activationAfterNotice(start) - start).toBeGreaterThan((300 + 3 + 60) * 1000)
    expect(published([first, announced], 0)).toEqual(['ES256-2', 'ES256-1'])
  })

  it('signs at once in an emergency, on a machine whose clock is a minute behind, too', () => {
    expect(activationAtOnce(start)).toBe(at(-minute))
  })
})

describe('a key that made way', () => {
  it('stays published until what it signed last has expired, and the list is old everywhere', () => {
    const over = 10 * minute + hour + 5 * minute
    expect(published([first, announced], over - 1)).toEqual(['ES256-2', 'ES256-1'])
    expect(published([first, announced], over)).toEqual(['ES256-2'])
    expect([
      isOver([first, announced], first, at(over - 1)),
      isOver([first, announced], first, at(over)),
    ]).toEqual([false, true])
  })

  it('made it for the next one that was not revoked', () => {
    const gone = { ...announced, revokedAt: at(minute) }
    expect(retirementOf([first, gone], first)).toBeNull()
    expect(retirementOf([first, gone, keyAt(3, hour)], first)).toBe(at(hour))
    expect(retirementOf([first, announced, keyAt(3, hour)], first)).toBe(at(10 * minute))
    expect(retirementOf([first, keyAt(2, 0, { algorithm: 'RS256' })], first)).toBeNull()
  })
})

it('is not published any more once it is revoked', () => {
  expect(published([{ ...first, revokedAt: at(0) }, announced], 0)).toEqual(['ES256-2'])
})

describe('a rotation', () => {
  const manyOf = (algorithm: SigningAlgorithm, count: number): readonly SigningKey[] =>
    Array.from({ length: count }, (_, index) => keyAt(index + 1, index * 11 * minute, { algorithm }))

  it('waits for the one before', () => {
    expect(rotationRefusal([first, announced], 'ES256', at(599))).toBe('rotation_under_way')
    expect(rotationRefusal([first, announced], 'RS256', at(599))).toBeUndefined()
    expect(rotationRefusal([first, announced], 'ES256', at(600))).toBeUndefined()
  })

  it('is refused where eight keys are published', () => {
    const now = at(4 * 11 * minute)
    const full = [...manyOf('ES256', 4), ...manyOf('RS256', 4)]
    expect(rotationRefusal(full, 'ES256', now)).toBe('keyring_full')
    expect(rotationRefusal(full.slice(0, 7), 'ES256', now)).toBeUndefined()
    expect(rotationRefusal(full, 'ES256', at(day))).toBeUndefined()
  })

  it('is due when the newest key has signed for so many days', () => {
    const due = (seconds: number): boolean =>
      isRotationDue([first, announced], 'ES256', { now: at(seconds), afterDays: 90 })
    expect([due(90 * day), due(90 * day + 599), due(90 * day + 600)]).toEqual([false, false, true])
    expect(isRotationDue([], 'ES256', { now: at(0), afterDays: 90 })).toBe(false)
  })

  it('counts revoked keys, too', () => {
    expect(nextGeneration([], 'ES256')).toBe(1)
    expect(nextGeneration([first, keyAt(7, 0, { revokedAt: at(0) })], 'ES256')).toBe(8)
    expect(nextGeneration([first, keyAt(7, 0)], 'RS256')).toBe(1)
  })
})
