import { type Brand, type Instant, type Xid, later } from '@lgc/kernel'
import type { CanonicalIdentifier, IdentityType } from './identifier.ts'
import type { ChallengeMethod } from './identity.ts'

export type CodeMethod = Extract<ChallengeMethod, 'otp_sms' | 'otp_email'>

/** What a code is for: to sign in by a method, or to be known by another phone number. */
export type CodePurpose = CodeMethod | 'phone_change'

/** Keyed HMAC of the digits; they themselves are kept nowhere but in the message. */
export type CodeDigest = Brand<string, 'CodeDigest'>

/** Keyed HMAC of the secret of the browser that asked. */
export type BrowserDigest = Brand<string, 'BrowserDigest'>

/** Six digits that were sent to an identifier, or would have been if somebody had it. */
export type OneTimeCode = {
  readonly xid: Xid
  /** HMAC of the identifier, or whose phone number is to change: under it codes are counted. */
  readonly account: Brand<string, 'AttemptKey'>
  /** Of the codes of an account, the first, the second and so on. */
  readonly sequence: number
  readonly identityXid: Xid | null
  readonly method: CodePurpose
  readonly digest: CodeDigest
  /** Where alone it is good; null when no browser of ours asked for it. */
  readonly browser: BrowserDigest | null
  /** Guesses so far, those at earlier codes included. */
  readonly attempts: number
  readonly attemptsSince: Instant
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly supersededAt: Instant | null
  readonly consumedAt: Instant | null
}

export const codeLifetimeInSeconds = 300
export const resendAfterSeconds = 60
export const attemptLimit = 5
/** How far back the codes of an account are looked at. */
export const rememberedInSeconds = 24 * 60 * 60

/** For so long another code brings no further guesses. */
const attemptsCountInSeconds = 15 * 60

const sendLimits = [
  { count: 1, withinSeconds: resendAfterSeconds },
  { count: 3, withinSeconds: 10 * 60 },
  { count: 5, withinSeconds: 60 * 60 },
  { count: 10, withinSeconds: rememberedInSeconds },
] as const

const methods: Partial<Record<IdentityType, CodeMethod>> = { sms: 'otp_sms', email: 'otp_email' }

/** By which kind of code an identity of a type is proved, if by any. */
export function codeMethodOf(type: IdentityType): CodeMethod | undefined {
  return methods[type]
}

/** The account under which the codes of a person for another phone number are counted, whichever number that is. */
export function phoneChangesOf(personXid: Xid): OneTimeCode['account'] {
  return `phone_change.${personXid}` as OneTimeCode['account']
}

/**
 * What is digested of a code for another phone number. It is worth nothing for any other number, nor once the
 * identity that it is about is called otherwise.
 */
export function phoneChangeText(
  digits: string,
  wanted: CanonicalIdentifier,
  former: CanonicalIdentifier,
): string {
  return [digits, wanted, former].join(' ')
}

type Guesses = Pick<OneTimeCode, 'attempts' | 'attemptsSince'>

/** What the next code of an account inherits: somebody who was right, or waited, begins anew. */
export function guessesCarried(newest: OneTimeCode | undefined, now: Instant): Guesses {
  const isOver = !newest || newest.consumedAt !== null || guessesEnd(newest) <= now
  return isOver ? { attempts: 0, attemptsSince: now } : newest
}

function guessesEnd({ attemptsSince }: Guesses): Instant {
  return later(attemptsSince, attemptsCountInSeconds)
}

/** In how many seconds another code may be asked for; 0 for now. `recent` are the account's, newest first. */
export function waitBeforeAnother(recent: readonly OneTimeCode[], now: Instant): number {
  const ends = sendLimits.flatMap(({ count, withinSeconds }) => {
    const last = recent[count - 1]
    return last ? [later(last.createdAt, withinSeconds)] : []
  })
  const guesses = guessesCarried(recent[0], now)
  const all = guesses.attempts >= attemptLimit ? [...ends, guessesEnd(guesses)] : ends
  return Math.max(0, ...all.map((end) => Math.ceil((end - now) / 1000)))
}

export type CodeRefusal = 'credentials_invalid' | 'otp_expired' | 'otp_attempts_exceeded'

export type Presented = {
  readonly method: CodePurpose
  readonly browser: BrowserDigest | null
  readonly now: Instant
}

/** Why nobody may guess at this code, or undefined when somebody may. In another browser it is as good as none. */
export function codeRefusal(
  code: OneTimeCode | undefined,
  { method, browser, now }: Presented,
): CodeRefusal | undefined {
  if (code?.method !== method || code.consumedAt !== null) return 'credentials_invalid'
  if (code.browser !== null && code.browser !== browser) return 'credentials_invalid'
  if (code.supersededAt !== null || code.expiresAt <= now) return 'otp_expired'
  return code.attempts >= attemptLimit ? 'otp_attempts_exceeded' : undefined
}
