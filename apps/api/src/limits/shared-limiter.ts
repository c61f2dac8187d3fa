import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type Draw, type Drawn, type Limiter, termsOf } from './gcra.ts'

/** The same decision as `decide`, taken by the server under its own clock, which all processes share. */
const script = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, span, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local used = math.min(math.max((tonumber(redis.call('GET', KEYS[1])) or 0) - now, 0), span)
local wanted = used + cost * interval
if wanted > span then return {0, used} end
if ARGV[4] == '1' then return {1, used} end
redis.call('SET', KEYS[1], string.format('%.0f', now + wanted), 'PX', math.ceil(wanted / 1000) + 1)
return {1, wanted}
`

const commandLimitInMilliseconds = 500
const connectLimitInMilliseconds = 1000
const reconnectInMilliseconds = 500

type Scripted = Redis & {
  draw(key: string, interval: number, span: number, cost: number, trial: 0 | 1): Promise<[number, number]>
}

export type SharedLimiter = {
  readonly limiter: Limiter
  readonly close: () => void
}

/**
 * Limits that several processes share through a Valkey or Redis server. Fails fast, and always by rejecting,
 * when the server is gone, frozen or unwilling; what happens then is decided by whoever asks.
 */
export async function sharedLimiter(url: string): Promise<SharedLimiter> {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: connectLimitInMilliseconds,
    retryStrategy: () => reconnectInMilliseconds,
  }) as Scripted
  redis.defineCommand('draw', { numberOfKeys: 1, lua: script })
  // Every command tells its own failure; without a listener each of these would be written to the console.
  redis.on('error', () => {})
  await Promise.race([redis.connect().catch(() => {}), sleep(connectLimitInMilliseconds)])
  return {
    limiter: (draw) => drawFrom(redis, draw),
    close: () => redis.disconnect(),
  }
}

async function drawFrom(redis: Scripted, draw: Draw): Promise<Drawn> {
  const { interval, span } = termsOf(draw)
  const key = `lgc:limit:${draw.key}`
  const answer = redis.draw(key, interval, span, draw.cost, draw.isTrial ? 1 : 0)
  const [allowed, used] = await Promise.race([answer, late()])
  return { isAllowed: allowed === 1, usedInMicroseconds: used }
}

/** A process that was busy itself reads what has arrived meanwhile before it calls the server late. */
async function late(): Promise<never> {
  await sleep(commandLimitInMilliseconds, undefined, { ref: false })
  await turn()
  await turn()
  throw new Error('The server that shares the limits does not answer in time')
}
