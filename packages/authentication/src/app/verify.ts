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
import { verificationLifetimeInSeconds } from '../domain/verification-token.ts'
import type { CheckPassword, Clients, VerificationTokens } from './ports.ts'

export type PasswordChallenge = {
  readonly identifier: string
  readonly password: string
  /** Names the realm; without it the default one is meant. */
  readonly clientId: string | null
  /** What the browser keeps of earlier proofs, if it came along. */
  readonly device?: string | null
}

export type Verified = {
  readonly verificationToken: string
  readonly expiresInSeconds: number
  readonly expiresAt: Instant
  readonly personXid: Xid
  readonly identityXid: Xid
  readonly amr: readonly string[]
  /** What the browser is to keep of this proof. */
  readonly device: string
}

/** Proves who somebody is and answers with a token that says so for five minutes. */
export type Verify<Refusal> = (
  challenge: PasswordChallenge,
  caller: Caller,
) => Promise<Result<Verified, Refusal | 'client_unknown'>>

type Dependencies<Refusal> = {
  readonly checkPassword: CheckPassword<Refusal>
  readonly clients: Pick<Clients, 'find'>
  readonly verificationTokens: VerificationTokens
  readonly defaultRealmXid: Xid
  readonly now: Clock
}

export function verify<Refusal>(dependencies: Dependencies<Refusal>): Verify<Refusal> {
  const { checkPassword, clients, verificationTokens, defaultRealmXid, now } = dependencies
  return async ({ identifier, password, clientId, device: kept = null }, caller) => {
    const realmXid = clientId === null ? defaultRealmXid : (await clients.find(clientId))?.realmXid
    if (realmXid === undefined) return refuse('client_unknown')
    const checked = await checkPassword({ realmXid, identifier, password, device: kept }, caller)
    if (!checked.ok) return checked
    const { personXid, identityXid, identityType, version, device } = checked.value
    const issuedAt = now()
    const expiresAt = later(issuedAt, verificationLifetimeInSeconds)
    const amr = ['pwd']
    const verificationToken = verificationTokens.issue({
      personXid,
      identityXid,
      identityType,
      amr,
      credentialVersion: version,
      issuedAt,
      expiresAt,
    })
    return accept({
      verificationToken,
      expiresInSeconds: verificationLifetimeInSeconds,
      expiresAt,
      personXid,
      identityXid,
      amr,
      device,
    })
  }
}
