import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type Finding, error, fine } from './finding.ts'

const patienceInMilliseconds = 2000

/** Whether the server through which processes share their limits answers, and what it is; without one, nothing. */
export async function sharedLimitsFinding(valkeyUrl: string | null): Promise<readonly Finding[]> {
  if (valkeyUrl === null) return []
  const redis = new Redis(valkeyUrl, {
    lazyConnect: true,
    enableReadyCheck: false,
    connectTimeout: patienceInMilliseconds,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  let told: Error | undefined
  redis.on('error', (cause: Error) => {
    told ??= cause
  })
  try {
    return [fine('shared limits', `${await Promise.race([ask(redis), late()])} answers`)]
  } catch (cause) {
    return [unreachable(valkeyUrl, told ?? cause)]
  } finally {
    redis.disconnect()
  }
}

async function ask(redis: Redis): Promise<string> {
  await redis.connect()
  await redis.ping()
  return nameOf(await redis.info('server'))
}

/** Valkey says a version of Redis as well, for programs that know no other name. */
function nameOf(about: string): string {
  const versionOf = (name: string): string | undefined =>
    new RegExp(`^${name}_version:([\\d.]+)`, 'm').exec(about)?.[1]
  const valkey = versionOf('valkey')
  return valkey === undefined ? `Redis ${versionOf('redis') ?? ''}`.trim() : `Valkey ${valkey}`
}

async function late(): Promise<never> {
  await sleep(patienceInMilliseconds, undefined, { ref: false })
  throw new Error('no answer within 2 s')
}

function unreachable(url: string, cause: unknown): Finding {
  const { message = '', code = '' } = cause as { message?: string; code?: string }
  return error(
    'shared limits',
    `${new URL(url).host} does not answer: ${message || code}`,
    'Start the Valkey server, or correct VALKEY_URL; until then each process counts for itself.',
  )
}
