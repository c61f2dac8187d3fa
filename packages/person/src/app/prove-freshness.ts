import {
  type Caller,
  type Clock,
  type Instant,
  type Result,
  type Xid,
  accept,
  later,
  refuse,
} from '@lgc/kernel'
import type { Identity } from '../domain/identity.ts'
import type { Persons } from './ports.ts'
import type { PasswordRefusal, VerifyPassword } from './verify-password.ts'

const freshForSeconds = 5 * 60

export type Freshness = {
  readonly personXid: Xid
  /**
   * When the browser that asks proved who it is. Longer ago than five minutes, the password is needed; so it is
   * where a product asks, which must not be able to take an account over by holding a fresh session.
   */
  readonly provedAt: Instant | null
  readonly currentPassword: string | null
}

type Dependencies = {
  readonly persons: Pick<Persons, 'find'>
  readonly verifyPassword: VerifyPassword
  readonly now: Clock
}

/** The password counts like any attempt to sign in. */
export async function proveFreshness(
  { persons, verifyPassword, now }: Dependencies,
  { personXid, provedAt, currentPassword }: Freshness,
  identities: readonly Identity[],
  caller: Caller,
): Promise<Result<unknown, PasswordRefusal | 'reauthentication_required'>> {
  if (provedAt !== null && later(provedAt, freshForSeconds) > now()) return accept(null)
  const person = await persons.find(personXid)
  const identity = identities.find(({ hasChallenge }) => hasChallenge)
  if (!person || !identity || currentPassword === null) return refuse('reauthentication_required')
  const { identifier } = identity
  return verifyPassword({ realmXid: person.realmXid, identifier, password: currentPassword }, caller)
}
