import { describe, expect, it } from 'vitest'
import { type PasswordPolicy, checkPassword } from './password-policy.ts'

const policy: PasswordPolicy = { minLength: 8, isCommon: (password) => password === 'password1' }
const context = ['ada@example.com', 'Ada Lovelace']

const weaknesses = (password: string): readonly string[] => {
  const checked = checkPassword(password, context, policy)
  return checked.ok ? [] : checked.refusal.details.reasons
}

describe('a password', () => {
  it.each([
    ['seven77', ['too_short']],
    ['🔑'.repeat(7), ['too_short']],
    ['x'.repeat(257), ['too_long']],
    ['Password1', ['common']],
    ['AdaLovelace1', ['context']],
    ['ada@example.com', ['context']],
    ['example.com!', ['context']],
  ])('%j is refused as %j', (password, reasons) => {
    expect(weaknesses(password)).toEqual(reasons)
  })

  it.each(['🔑'.repeat(8), 'x y z x y z', 'パスワードは長い文章', 'x'.repeat(256), 'ada likes long walks'])(
    '%j may be used',
    (password) => {
      expect(weaknesses(password)).toEqual([])
    },
  )

  it('is the same however its accents were typed', () => {
    const composed = checkPassword('caf\u00e9 au lait', [], policy)
    const decomposed = checkPassword('cafe\u0301 au lait', [], policy)
    expect(composed).toEqual(decomposed)
  })

  it('keeps case and blanks', () => {
    expect(checkPassword(' Long Enough ', [], policy)).toEqual({ ok: true, value: ' Long Enough ' })
  })
})
