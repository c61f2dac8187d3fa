import {
  type Caller,
  type Clock,
  type Instant,
  type Result,
  type Transact,
  accept,
  later,
  refuse,
} from '@lgc/kernel'
import { usesSecret } from '../domain/oauth-change.ts'
import { answerOnce } from './answer-once.ts'
import type { ClientUnit, NewSecret, Once, SecretHashes } from './ports.ts'

export type SecretRotation = {
  readonly clientId: string
  /** How long the secret that was current stays valid beside the new one. */
  readonly overlapInSeconds: number
  /** A secret that somebody else chose; one is made when it is absent. */
  readonly secret?: string
}

export type RotatedSecret = { readonly secret: string; readonly previousValidUntil: Instant }

/** Gives a confidential client a new secret. The raw value is in the answer and nowhere else. */
export type RotateClientSecret = (
  rotation: SecretRotation,
  caller: Caller,
  once?: Once | null,
) => Promise<Result<RotatedSecret, RotationRefused | 'overloaded' | 'idempotency_key_reused'>>

type RotationRefused = 'client_not_found' | 'client_is_public' | 'client_proves_by_key'

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  readonly hashes: SecretHashes
  readonly newSecret: NewSecret
  readonly now: Clock
}

export function rotateClientSecret({ transact, hashes, newSecret, now }: Dependencies): RotateClientSecret {
  return async ({ clientId, overlapInSeconds, secret = newSecret('lgcs_') }, caller, once = null) => {
    const hash = await hashes.hash(secret)
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, ({ givenAnswers, clients, record }) =>
      answerOnce<RotatedSecret, RotationRefused>(givenAnswers, once, now(), async () => {
        await clients.hold(clientId)
        const client = await clients.find(clientId)
        if (!client) return refuse('client_not_found')
        if (!client.isConfidential) return refuse('client_is_public')
        if (!usesSecret(client.oauth.tokenEndpointAuthMethod)) return refuse('client_proves_by_key')
        const at = now()
        const previousValidUntil = later(at, overlapInSeconds)
        await clients.saveSecret(client.xid, hash, previousValidUntil, at)
        await record({
          action: 'client.secret_rotated',
          target: { type: 'client', xid: client.xid },
          details: { overlap_in_seconds: overlapInSeconds },
        })
        return accept({ secret, previousValidUntil })
      }),
    )
  }
}
