import { describe, expect, it } from 'vitest'
import { pendingSignIns } from './pending-sign-ins.ts'
import { challengeOf } from './pkce.ts'

describe('pending sign-ins', () => {
  it('give the verifier to the browser that started, once', () => {
    const signIns = pendingSignIns(() => 0)
    const { state, challenge } = signIns.start('this browser')
    expect(challengeOf(signIns.redeem('this browser', state) ?? '')).toBe(challenge)
    expect(signIns.redeem('this browser', state)).toBeUndefined()
  })

  it('give nothing to another browser, and stay good for the right one', () => {
    const signIns = pendingSignIns(() => 0)
    const { state } = signIns.start('this browser')
    expect(signIns.redeem('another browser', state)).toBeUndefined()
    expect(signIns.redeem(undefined, state)).toBeUndefined()
    expect(signIns.redeem('this browser', state)).toBeDefined()
  })

  it('end after ten minutes', () => {
    const clock = { at: 0 }
    const signIns = pendingSignIns(() => clock.at)
    const { state } = signIns.start('this browser')
    clock.at = 600_000
    expect(signIns.redeem('this browser', state)).toBeUndefined()
  })

  it('let one browser have several on their way', () => {
    const signIns = pendingSignIns(() => 0)
    const states = [signIns.start('this browser').state, signIns.start('this browser').state]
    for (const state of states) expect(signIns.redeem('this browser', state)).toBeDefined()
  })
})
