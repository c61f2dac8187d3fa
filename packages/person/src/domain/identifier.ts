import { type Brand, type Result, accept, refuse } from '@lgc/kernel'

/** The ways to be named. Google is never typed; it comes as a token. */
export const identityTypes = ['email', 'sms', 'company_code', 'google'] as const
export type IdentityType = (typeof identityTypes)[number]

/** An identifier in its one canonical form; equal people type it in many. */
export type CanonicalIdentifier = Brand<string, 'CanonicalIdentifier'>

export type ParsedIdentifier = { readonly type: IdentityType; readonly identifier: CanonicalIdentifier }

/** E.164 of a phone number as people write it, or undefined when it is none. */
export type ToE164 = (text: string) => string | undefined

const longestEmail = 254
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const domainLetters = /^[\p{L}\p{N}\p{M}.-]+$/u
const domainName = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/
const phone = /^\+?[0-9 ()-]{8,20}$/
const googleSubject = /^[\x21-\x7e]{1,255}$/
const companyCode = /^(?=.*[A-Za-z])([A-Za-z0-9]{2,16})[-:]([A-Za-z0-9._]{1,48})$/

/**
 * What somebody typed, as an identity type and its canonical identifier; first match wins. The domain of
 * an address becomes its A-label (RFC 5891), its local part must be ASCII: look-alikes are no identifiers.
 */
export function parseIdentifier(
  typed: string,
  toE164: ToE164,
): Result<ParsedIdentifier, 'identifier_unrecognized'> {
  const text = typed.normalize('NFKC').trim()
  if (text.includes('@')) return named('email', canonicalEmail(text))
  if (phone.test(text)) return named('sms', isPhoneLength(text) ? toE164(text) : undefined)
  return named('company_code', canonicalCompanyCode(text))
}

/** The subject of a Google account, byte by byte as Google spells it (OpenID Connect Core 1.0, section 2). */
export function googleIdentifier(subject: string): Result<ParsedIdentifier, 'identifier_unrecognized'> {
  return named('google', googleSubject.test(subject) ? subject : undefined)
}

function named(
  type: IdentityType,
  identifier: string | undefined,
): Result<ParsedIdentifier, 'identifier_unrecognized'> {
  if (identifier === undefined) return refuse('identifier_unrecognized')
  return accept({ type, identifier: identifier as CanonicalIdentifier })
}

function canonicalEmail(text: string): string | undefined {
  const [local = '', domain = '', ...rest] = text.split('@')
  if (rest.length > 0) return undefined
  const name = asciiLowerCase(local)
  const host = aLabel(domain)
  if (!localPart.test(name) || host === undefined) return undefined
  const email = `${name}@${host}`
  return email.length <= longestEmail ? email : undefined
}

function aLabel(domain: string): string | undefined {
  if (!domainLetters.test(domain) || !URL.canParse(`http://${domain}`)) return undefined
  const host = new URL(`http://${domain}`).hostname
  return domainName.test(host) ? host : undefined
}

function canonicalCompanyCode(text: string): string | undefined {
  const match = companyCode.exec(text)
  return match ? `${match[1]}-${match[2]}`.toUpperCase() : undefined
}

function isPhoneLength(text: string): boolean {
  const digits = text.replace(/[^0-9]/g, '').length
  return digits >= 8 && digits <= 15
}

/** `toLowerCase` would turn letters of other alphabets into ASCII ones. */
function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
