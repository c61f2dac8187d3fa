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

/** How busy the turns are, and how many were refused since the start. */
export type HashingLoad = { readonly running: number; readonly waiting: number; readonly refused: number }

/** The enum of the library exists only at compile time. */
const argon2id = 2 as Algorithm.Argon2id

/** Beyond this nobody is still waiting for a sign-in; turns are held that long when the database does not answer. */
const longestWaitInMilliseconds = 3000

/** argon2id (RFC 9106) in bounded turns: 'overloaded' at once beyond the queue, and after too long a wait in it. */
export function argon2Turns(
  settings: Argon2Settings,
  longestWait: number = longestWaitInMilliseconds,
): TakeHashingTurn & { readonly load: () => HashingLoad } {
  const turn = argon2Turn(settings)
  const waiting = new Set<() => void>()
  let running = 0
  let refused = 0

  /** Resolves to false when no turn came in time. */
  const wait = (): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (isTurn: boolean): void => {
        clearTimeout(timer)
        waiting.delete(enter)
        resolve(isTurn)
      }
      const enter = (): void => settle(true)
      const timer = setTimeout(settle, longestWait, false)
      waiting.add(enter)
    })
  const leave = (): void => {
    const [next] = waiting
    if (next) next()
    else running--
  }
  const refuse = (): 'overloaded' => {
    refused++
    return 'overloaded'
  }

  const take: TakeHashingTurn = async (work) => {
    if (running < settings.concurrency) running++
    else if (waiting.size >= settings.queue || !(await wait())) return refuse()
    try {
      return await work(turn)
    } finally {
      leave()
    }
  }
  return Object.assign(take, { load: () => ({ running, waiting: waiting.size, refused }) })
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
