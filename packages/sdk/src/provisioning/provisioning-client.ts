import type { Answer } from '../answer.ts'
import { type AskAgain, type JobSettings, askAgain } from '../ask-again.ts'
import { type Named, nameFor } from '../idempotency-key.ts'
import { LgcRefused } from '../lgc-refused.ts'
import { type Read, number, shape } from '../read-shape.ts'
import { type Identity, identity } from '../things.ts'
import { toWire, wireRecordOf } from '../wire-names.ts'
import {
  type Newcomer,
  type Provisioned,
  type ProvisionedItem,
  provisioned,
  provisionedItems,
} from './provisioned.ts'

export type Load = Named & {
  /** How many people a request holds; 100, which is the most, unless told. */
  readonly chunkSize?: number
}

type Which = {
  /** Which one, where your product provisioned several of the person. */
  readonly identityXid?: string
}

/**
 * What a product does for its people, with a key of the role `provisioner`. Requests that create are named by
 * an idempotency key and asked again when LGC has no time, so nobody is brought in twice.
 */
export interface ProvisioningClient {
  provision(newcomer: Newcomer, named?: Named): Promise<Answer<Provisioned>>
  /**
   * Brings many in, a chunk at a time, and tells what became of each in their order. With a key of your own
   * the same load in the same chunks may be done again within a day: what was done is told and not repeated.
   * Throws `LgcRefused` when LGC refuses a chunk as a whole.
   */
  provisionAll(
    newcomers: Iterable<Newcomer> | AsyncIterable<Newcomer>,
    load?: Load,
  ): AsyncIterable<ProvisionedItem>
  /** Ends every session of the person. */
  changeChallenge(
    personXid: string,
    challenge: string,
    which?: Which,
  ): Promise<Answer<{ readonly identity: Identity; readonly sessionsRevoked: number }>>
  changeIdentifier(
    personXid: string,
    identifier: string,
    which?: Which,
  ): Promise<Answer<{ readonly identity: Identity }>>
}

const path = '/provisioning/persons'
const challenged = shape({ identity, sessionsRevoked: number })
const renamed = shape({ identity })

export function provisioningClient(settings: JobSettings): ProvisioningClient {
  const ask = askAgain(settings)
  const change = <T>(personXid: string, member: string, json: object, read: Read<T>): Promise<Answer<T>> =>
    ask(
      {
        method: 'PATCH',
        path: `${path}/${encodeURIComponent(personXid)}/${member}`,
        json: wireRecordOf(json),
      },
      read,
    )
  return {
    provision: (newcomer, named) =>
      ask({ method: 'POST', path, json: wireRecordOf(newcomer), ...nameFor(named) }, provisioned),
    provisionAll: (newcomers, load) => provisionAll(ask, newcomers, load),
    changeChallenge: (personXid, challenge, which) =>
      change(personXid, 'challenge', { challenge, ...which }, challenged),
    changeIdentifier: (personXid, identifier, which) =>
      change(personXid, 'identifier', { identifier, ...which }, renamed),
  }
}

const mostInChunk = 100
const chunkAttempts = 5

async function* provisionAll(
  ask: AskAgain,
  newcomers: Iterable<Newcomer> | AsyncIterable<Newcomer>,
  { chunkSize = mostInChunk, ...named }: Load = {},
): AsyncGenerator<ProvisionedItem> {
  const { idempotencyKey } = nameFor(named)
  let first = 0
  for await (const chunk of chunksOf(newcomers, Math.min(chunkSize, mostInChunk))) {
    const items = await provisionChunk(ask, chunk, `${idempotencyKey}.${first}`)
    for (const item of items) yield { ...item, index: first + item.index }
    first += chunk.length
  }
}

/** Whom LGC had no time for is tried again under the same key, and the others are told as they were. */
async function provisionChunk(
  ask: AskAgain,
  chunk: readonly Newcomer[],
  idempotencyKey: string,
): Promise<readonly ProvisionedItem[]> {
  const question = { method: 'POST', path, json: { persons: toWire(chunk) }, idempotencyKey } as const
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(question, provisionedItems)
    if (!answer.ok) throw new LgcRefused(answer.problem)
    const isUnfinished = answer.value.some((item) => !item.ok && item.problem.code === 'overloaded')
    if (!isUnfinished || attempt >= chunkAttempts) return answer.value
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

async function* chunksOf<T>(
  items: Iterable<T> | AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let chunk: T[] = []
  for await (const item of items) {
    chunk.push(item)
    if (chunk.length < size) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
