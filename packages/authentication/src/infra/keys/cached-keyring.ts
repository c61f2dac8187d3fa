import type { Clock, Instant } from '@lgc/kernel'
import type { Keyring, SigningKeys } from '../../app/keys/ports.ts'
import type { SigningKey } from '../../domain/keys/signing-key.ts'

/** How late a process may learn of a key that another one made or revoked. */
const ageLimitInMilliseconds = 3000

type Reading = { readonly at: Instant; readonly keys: Promise<readonly SigningKey[]> }

/** Reads all keys once in a while; those who ask meanwhile share the reading. */
export function cachedKeyring({ list }: Pick<SigningKeys, 'list'>, now: Clock): Keyring {
  let latest: Reading | null = null
  let lastRead: readonly SigningKey[] | null = null

  const readAgain = async (): Promise<readonly SigningKey[]> => {
    lastRead = await list()
    return lastRead
  }
  const read = (): Promise<readonly SigningKey[]> => {
    const age = latest ? now() - latest.at : 0
    if (latest && age >= 0 && age < ageLimitInMilliseconds) return latest.keys
    const reading: Reading = { at: now(), keys: readAgain() }
    latest = reading
    reading.keys.catch(() => {
      if (latest === reading) latest = null
    })
    return reading.keys
  }

  return {
    read,
    async readEvenIfOld() {
      try {
        return await read()
      } catch (error) {
        if (lastRead) return lastRead
        throw error
      }
    },
    forget() {
      latest = null
    },
  }
}
