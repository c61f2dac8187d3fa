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

/** Whether a number in E.164 belongs to one of the countries; a number of none that is known belongs to none. */
export function belongsToCountries(countries: readonly string[]): (e164: string) => boolean {
  const allowed = new Set(countries)
  return (e164) => {
    const country = parsePhoneNumberFromString(e164)?.country
    return country !== undefined && allowed.has(country)
  }
}
