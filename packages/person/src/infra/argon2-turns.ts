import { type Algorithm, hash, verify } from '@node-rs/argon2'
import type { HashingTurn, PasswordHash, TakeHashingTurn } from '../app/ports.ts'

export type Argon2Settings = {
  readonly memoryInKibibytes: number
  readonly iterations: number
  readonly parallelism: number
  /** Turns at a time. Keep it below the size of libuv's thread pool, which everything else needs too. */
  readonly concurrency: number
  /** How many may wait for a turn before the next one is refused. */
  readonly queue: number
}

/** The enum of the library exists only at compile time. */
const argon2id = 2 as Algorithm.Argon2id

/** argon2id (RFC 9106) in bounded turns: beyond the queue the answer is 'overloaded', at once. */
export function argon2Turns(settings: Argon2Settings): TakeHashingTurn {
  const turn = argon2Turn(settings)
  const waiting: (() => void)[] = []
  let running = 0

  const enter = async (): Promise<void> => {
    if (running < settings.concurrency) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }

  return async (work) => {
    if (running >= settings.concurrency && waiting.length >= settings.queue) return 'overloaded'
    await enter()
    try {
      return await work(turn)
    } finally {
      leave()
    }
  }
}

function argon2Turn({ memoryInKibibytes, iterations, parallelism }: Argon2Settings): HashingTurn {
  const options = {
    algorithm: argon2id,
    memoryCost: memoryInKibibytes,
    timeCost: iterations,
    parallelism,
    outputLen: 32,
  }
  const prefix = `$argon2id$v=19$m=${memoryInKibibytes},t=${iterations},p=${parallelism}$`
  const hashed = async (password: string): Promise<PasswordHash> =>
    (await hash(password, options)) as PasswordHash
  // Nobody's hash: checking against it takes as long as against anybody's.
  const decoy = `${prefix}${'A'.repeat(22)}$${'A'.repeat(43)}`
  return {
    hash: hashed,
    isCurrent: (stored) => stored.startsWith(prefix),
    async verify(stored, password) {
      if (stored) return verify(stored, password)
      await verify(decoy, password)
      return false
    },
  }
}
