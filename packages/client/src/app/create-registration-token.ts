import {
  type Caller,
  type Clock,
  type Instant,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import type { ClientUnit, Digest, NewSecret } from './ports.ts'

export type RegistrationTokenOrder = {
  readonly realm: string
  /** How many clients may register with it. */
  readonly uses: number
  readonly expiresAt: Instant
}

/** The raw token is here and nowhere else. */
export type CreatedRegistrationToken = { readonly xid: Xid; readonly token: string }

/** Makes an initial access token, without which no client registers itself (RFC 7591, section 3). */
export type CreateRegistrationToken = (
  order: RegistrationTokenOrder,
  caller: Caller,
) => Promise<Result<CreatedRegistrationToken, 'realm_unknown'>>

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  readonly digest: Digest
  readonly newSecret: NewSecret
  readonly newXid: NewXid
  readonly now: Clock
}

export function createRegistrationToken({
  transact,
  digest,
  newSecret,
  newXid,
  now,
}: Dependencies): CreateRegistrationToken {
  return ({ realm: name, uses, expiresAt }, caller) => {
    const token = newSecret('lgit_')
    return transact(caller, async ({ realms, registrations, record }) => {
      const realm = await realms.find(name)
      if (!realm) return refuse('realm_unknown')
      const xid = newXid()
      const kept = { xid, realmXid: realm.xid, digest: digest(token), uses, createdAt: now(), expiresAt }
      await registrations.addToken(kept)
      const target = { type: 'registration_token', xid }
      await record({ action: 'registration_token.created', target, details: { uses } })
      return accept({ xid, token })
    })
  }
}
