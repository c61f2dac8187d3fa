import type { SealKeySettings } from '@lgc/audit/infra'
import type { SigningAlgorithm } from '@lgc/authentication'
import type { NamedSecret, ProviderSettings } from '@lgc/authentication/infra'
import type { MailSettings, ShortMessageRoute } from '@lgc/notification/infra'
import type { Argon2Settings } from '@lgc/person/infra'

/** What an operator decides about the service, however it is told. */
export type Settings = {
  /** Public origin, without a trailing slash; the `iss` of every answer. */
  readonly issuer: string
  /** The first signs verification tokens, all verify them. */
  readonly verificationKeys: readonly NamedSecret[]
  /** Under which identifiers are digested for the security log and the attempt counters. */
  readonly identifierHmacKey: string
  /** The first encrypts the private keys that sign tokens, all decrypt them. */
  readonly keyEncryptionKeys: readonly NamedSecret[]
  /** With which of them tokens may be signed; for each there is a key. */
  readonly signingAlgorithms: readonly SigningAlgorithm[]
  /** How long a key signs; 0 until an operator rotates it. */
  readonly keyRotationInDays: number
  readonly argon2: Argon2Settings
  readonly passwordMinLength: number
  /** Live login sessions a person may have; 0 means any number. */
  readonly loginSessionLimit: number
  readonly isSelfRegistrationOpen: boolean
  /** Whether clients may provision people without a password, who then have to set one themselves. */
  readonly isProvisioningWithoutChallengeAllowed: boolean
  /** ISO 3166-1 alpha-2: whose national phone numbers are understood. */
  readonly defaultCountry: string
  /** With which keys the record is sealed and verified; null where it is neither. */
  readonly auditKeys: SealKeySettings | null
  /** How mail leaves; null keeps it in the outbox. */
  readonly mail: MailSettings | null
  /** How messages to phones leave; null where nobody can be sent any. */
  readonly sms: ShortMessageRoute | null
  readonly codes: {
    /** Whether people may sign in by a code that is mailed. */
    readonly areMailed: boolean
    /** Whether the digits are told to whoever asks for them: for development alone. */
    readonly areEchoed: boolean
    /** ISO 3166-1 alpha-2: to whose phones messages are sent. */
    readonly countries: readonly string[]
  }
  /** Addresses, CIDR ranges and host names that may be asked over HTTP besides the public internet. */
  readonly outboundAllow: readonly string[]
  /** By whose tokens people may prove themselves with a Google account; null where they may not. */
  readonly google: ProviderSettings | null
}
