import { instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import {
  type OneTimeCode,
  codeMethodOf,
  codeRefusal,
  guessesCarried,
  waitBeforeAnother,
} from './one-time-code.ts'

const now = instant(1_800_000_000_000)
const code: OneTimeCode = {
  xid: 'dc15unbqbt112b2nq460' as never,
  account: 'account' as never,
  sequence: 1,
  identityXid: null,
  method: 'otp_sms',
  digest: 'digest' as never,
  browser: null,
  attempts: 0,
  attemptsSince: now,
  createdAt: now,
  expiresAt: later(now, 300),
  supersededAt: null,
  consumedAt: null,
}
const browser = 'one' as never

describe('a one-time code', () => {
  it.each([
    ['good', {}, undefined],
    ['none', undefined, 'credentials_invalid'],
    ['of another kind', { method: 'otp_email' }, 'credentials_invalid'],
    ['used', { consumedAt: now }, 'credentials_invalid'],
    ['of another browser', { browser: 'other' as never }, 'credentials_invalid'],
    ['of this browser', { browser }, undefined],
    ['replaced', { supersededAt: now }, 'otp_expired'],
    ['over', { expiresAt: now }, 'otp_expired'],
    ['about to be over', { expiresAt: later(now, 0.001) }, undefined],
    ['guessed at four times', { attempts: 4 }, undefined],
    ['guessed at five times', { attempts: 5 }, 'otp_attempts_exceeded'],
  ] as const)('that is %s', (_, change, refusal) => {
    const one = change && { ...code, ...change }
    expect(codeRefusal(one, { method: 'otp_sms', browser, now })).toBe(refusal)
  })

  it.each([
    ['nobody was sent one', undefined, 0],
    ['the last was guessed at', { attempts: 3 }, 3],
    ['the last was right', { attempts: 3, consumedAt: now }, 0],
    ['a quarter of an hour went by', { attempts: 3, attemptsSince: later(now, -900) }, 0],
    ['a little less went by', { attempts: 3, attemptsSince: later(now, -899) }, 3],
  ])('inherits the guesses when %s', (_, change, attempts) => {
    expect(guessesCarried(change && { ...code, ...change }, now).attempts).toBe(attempts)
  })

  it.each([
    ['at first', [], 0],
    ['at once', [0], 60],
    ['after a minute', [60], 0],
    ['for the fourth time in ten minutes', [60, 200, 300], 300],
    ['for the sixth time in an hour', [601, 700, 800, 900, 1000], 2600],
    ['for the eleventh time in a day', Array.from({ length: 10 }, (_, n) => 4000 + 3600 * n), 50_000],
  ])('may be asked for %s', (_, ages, wait) => {
    const recent = ages.map((age) => ({
      ...code,
      attemptsSince: later(now, -age),
      createdAt: later(now, -age),
    }))
    expect(waitBeforeAnother(recent, now)).toBe(wait)
  })

  it('may not be asked for while there are no guesses left', () => {
    const worn = { ...code, attempts: 5, attemptsSince: later(now, -100), createdAt: later(now, -100) }
    expect(waitBeforeAnother([worn], now)).toBe(800)
  })

  it('is sent to phones and addresses', () => {
    const methods = (['sms', 'email', 'company_code', 'google'] as const).map(codeMethodOf)
    expect(methods).toEqual(['otp_sms', 'otp_email', undefined, undefined])
  })
})
