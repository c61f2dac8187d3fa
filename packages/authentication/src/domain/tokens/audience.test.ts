import { describe, expect, it } from 'vitest'
import { allowedAudience, chooseAudience } from './audience.ts'

const issuer = 'https://login.test'
const [one, two] = ['https://one.example', 'https://two.example']

describe('the audience of a token', () => {
  it.each([
    ['all that was granted where nothing is asked', [one, two], [], [one, two]],
    ['a part of it', [one, two], [two], [two]],
    ['each of it once', [one, two], [two, two], [two]],
  ])('is %s', (_, granted, wanted, audience) => {
    expect(chooseAudience(granted, wanted)).toEqual({ ok: true, value: audience })
  })

  it.each([
    ['what was not granted', [one], [two]],
    ['more than was granted', [one], [one, two]],
    ['nobody at all', [], []],
    ['the same in other letters', [one], [one.toUpperCase()]],
  ])('is never %s', (_, granted, wanted) => {
    expect(chooseAudience(granted, wanted)).toEqual({ ok: false, refusal: 'resource_not_granted' })
  })

  it.each([
    ['this service where nothing was named', [], [one], [issuer]],
    ['what the client is still registered for', [one, two], [one], [one]],
    ['this service, registered or not', [issuer, two], [], [issuer]],
  ])('may be %s', (_, granted, registered, audience) => {
    expect(allowedAudience(granted, registered, issuer)).toEqual(audience)
  })
})
