import { describe, expect, it } from 'vitest'
import type { AttemptKey } from '../app/ports.ts'
import { hmacKnownDevices } from './known-devices.ts'

const devices = hmacKnownDevices('a-key-of-the-tests-that-is-long-enough')
const ada = 'a'.repeat(64) as AttemptKey
const bea = 'b'.repeat(64) as AttemptKey

describe('a browser that proved an account before', () => {
  const kept = devices.remember(ada, null)

  it('has a counter of its own for that account, and for no other', () => {
    expect(devices.counterOf(ada, kept)).not.toBe(ada)
    expect(devices.counterOf(bea, kept)).toBe(bea)
  })

  it('has another counter than the next browser', () => {
    expect(devices.counterOf(ada, devices.remember(ada, null))).not.toBe(devices.counterOf(ada, kept))
  })

  it('keeps its counter, however often it proves the account and whichever others it proves', () => {
    const later = devices.remember(ada, devices.remember(bea, kept))
    expect(devices.counterOf(ada, later)).toBe(devices.counterOf(ada, kept))
    expect(devices.counterOf(bea, later)).not.toBe(bea)
  })

  it('forgets the account that it proved longest ago', () => {
    const others = Array.from({ length: 5 }, (_, index) => `${index}`.repeat(64) as AttemptKey)
    const later = others.reduce((device, account) => devices.remember(account, device), kept)
    expect(devices.counterOf(ada, later)).toBe(ada)
    expect(later.length).toBeLessThan(160)
  })

  it.each([
    ['nothing', null],
    ['nonsense', 'lgd_nonsense'],
    ['a proof of another key', hmacKnownDevices('another-key-of-the-tests-0000000000').remember(ada, null)],
    ['its proof under another id', kept.replace(/^lgd_.{22}/, `lgd_${'A'.repeat(22)}`)],
  ])('is not believed with %s', (_, presented) => {
    expect(devices.counterOf(ada, presented)).toBe(ada)
  })
})
