import { describe, expect, it } from 'vitest'
import { pendingSignIns } from './pending-sign-ins.ts'

const start = { state: 'the state', codeVerifier: 'the verifier' }

describe('pending sign-ins', () => {
  it('give the verifier to the browser that started, once', () => {
    const signIns = pendingSignIns(() => 0)
    signIns.add('this browser', start)
    expect(signIns.redeem('this browser', 'the state')).toBe('the verifier')
    expect(signIns.redeem('this browser', 'the state')).toBeUndefined()
  })

  it('give nothing to another browser, and stay good for the right one', () => {
    const signIns = pendingSignIns(() => 0)
    signIns.add('this browser', start)
    expect(signIns.redeem('another browser', 'the state')).toBeUndefined()
    expect(signIns.redeem(undefined, 'the state')).toBeUndefined()
    expect(signIns.redeem('this browser', 'another state')).toBeUndefined()
    expect(signIns.redeem('this browser', 'the state')).toBe('the verifier')
  })

  it('end after ten minutes', () => {
    const clock = { at: 0 }
    const signIns = pendingSignIns(() => clock.at)
    signIns.add('this browser', start)
    clock.at = 600_000
    expect(signIns.redeem('this browser', 'the state')).toBeUndefined()
  })

  it('let one browser have several on their way', () => {
    const signIns = pendingSignIns(() => 0)
    signIns.add('this browser', start)
    signIns.add('this browser', { state: 'a second', codeVerifier: 'of its own' })
    expect(signIns.redeem('this browser', 'the state')).toBe('the verifier')
    expect(signIns.redeem('this browser', 'a second')).toBe('of its own')
  })
})
