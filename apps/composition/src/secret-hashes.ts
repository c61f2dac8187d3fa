import type * as client from '@lgc/client'
import type * as person from '@lgc/person'

/** Client secrets take their turns at the same key derivation function as passwords. */
export function secretHashes(takeTurn: person.TakeHashingTurn): client.SecretHashes {
  return {
    hash: (secret) => takeTurn(async (turn) => (await turn.hash(secret)) as string as client.SecretHash),
    verify: (stored, secret) =>
      takeTurn((turn) => turn.verify(stored as string as person.PasswordHash, secret)),
  }
}
