import { instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import type { ProtocolTerms } from '../registered-client.ts'
import { graceUseLimit, limitsFor, refreshEnd, standingOf } from './refresh-token.ts'

const now = instant(1_800_000_000_000)
const oauth = { refreshTokenLifetime: 1000, refreshTokenIdleLifetime: 100 } as ProtocolTerms
const offline = ['openid', 'offline_access']

describe('a refresh token', () => {
  it.each([
    ['unspent', null, 0, 0],
    ['unspent', null, 0, 60],
    ['reused', 0, 0, 0],
    ['in_grace', 59, 0, 60],
    ['reused', 60, 0, 60],
    ['in_grace', 0, graceUseLimit - 1, 60],
    ['reused', 0, graceUseLimit, 60],
  ] as const)('is %s when it was spent %s s ago and came %s times since, of %s s of grace', (...row) => {
    const [standing, ago, graceUses, grace] = row
    const spentAt = ago === null ? null : later(now, -ago)
    expect(standingOf({ spentAt, graceUses }, grace, now)).toBe(standing)
  })

  it('lives as its client is registered with offline access, and as a session without', () => {
    expect(limitsFor(offline, oauth)).toEqual({ lifetimeInSeconds: 1000, idleLimitInSeconds: 100 })
    expect(limitsFor(['openid'], oauth)).toEqual({ lifetimeInSeconds: 86_400, idleLimitInSeconds: 86_400 })
  })

  it.each([
    ['idle', offline, 1000, 100],
    ['idle', ['openid'], 86_400, 7200],
    ['the end of its session', offline, 50, 50],
  ])('is over at %s', (_, scopes, session, end) => {
    const sessionEnd = later(now, session)
    expect(refreshEnd(scopes, oauth, { sessionEnd, now })).toBe(later(now, end))
  })
})
