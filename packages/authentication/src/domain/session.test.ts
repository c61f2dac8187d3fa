import { instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { endOf, isBumpDue } from './session.ts'

const created = instant(1_700_000_000_000)
const session = { lastActiveAt: created, expiresAt: later(created, 86_400), idleLimitInSeconds: 7200 }
const hours = (n: number): number => n * 3600

describe('a session', () => {
  it.each([
    ['is alive just before two idle hours', hours(2) - 0.001, undefined],
    ['is over at two idle hours sharp', hours(2), 'session_idle_timeout'],
    ['is named expired when both limits are reached', hours(24), 'session_expired'],
  ])('%s', (_, after, end) => {
    expect(endOf(session, later(created, after))).toBe(end)
  })

  it('dies at 24 hours sharp however active it was', () => {
    const busy = { ...session, lastActiveAt: later(created, hours(24) - 1) }
    expect(endOf(busy, later(created, hours(24) - 0.001))).toBeUndefined()
    expect(endOf(busy, later(created, hours(24)))).toBe('session_expired')
  })

  it('may idle for as long as its own limit says', () => {
    const patient = { ...session, idleLimitInSeconds: hours(3) }
    expect(endOf(patient, later(created, hours(3) - 0.001))).toBeUndefined()
    expect(endOf(patient, later(created, hours(3)))).toBe('session_idle_timeout')
  })

  it('is treated as active when the clock stands before its creation', () => {
    expect(endOf(session, instant(created - 3_600_000))).toBeUndefined()
    expect(isBumpDue(session, instant(created - 3_600_000))).toBe(false)
  })

  it('is bumped at most once a minute', () => {
    expect(isBumpDue(session, later(created, 59.999))).toBe(false)
    expect(isBumpDue(session, later(created, 60))).toBe(true)
  })
})
