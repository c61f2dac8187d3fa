import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import type { ToE164 } from '../domain/identifier.ts'

/** Reads numbers as people of one country write them; numbers with a `+` are of any country. */
export function parsePhoneNumber(defaultCountry: string): ToE164 {
  if (!isSupportedCountry(defaultCountry)) throw new Error(`Unknown country: ${defaultCountry}`)
  const country: CountryCode = defaultCountry
  return (text) => {
    const number = parsePhoneNumberFromString(text.replaceAll('(0)', ''), country)
    return number?.isPossible() ? number.number : undefined
  }
}
