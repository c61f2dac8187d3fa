// @ts-expect-error The library brings no types.
import untyped from 'autocannon'
import type { EventEmitter } from 'node:events'
import type { Answers, Loaded, Order, Report } from './order.ts'

type Client = { readonly setRequests: (requests: readonly object[]) => void }
type Autocannon = (
  options: Readonly<Record<string, unknown>>,
  done: (error: Error | null, result: { readonly errors: number }) => void,
) => EventEmitter

const autocannon = untyped as Autocannon
/** How soon an end is noticed. */
const sampleInMilliseconds = 50
const timeoutInSeconds = 10

/** A process of its own, so that what it costs is known and nothing that is measured shares its event loop. */
process.on('message', (orders: readonly Order[]) => void answer(orders))
process.on('disconnect', () => process.exit(0))

async function answer(orders: readonly Order[]): Promise<void> {
  process.send?.(await report(orders))
}

async function report(orders: readonly Order[]): Promise<Report> {
  const [before, startedAt] = [process.cpuUsage(), performance.now()]
  const loaded = await Promise.all(orders.map(perform))
  const { user, system } = process.cpuUsage(before)
  return { loaded, share: (user + system) / 1000 / (performance.now() - startedAt) }
}

function perform({ origin, requests, seconds, isOnce = false, rate = null }: Order): Promise<Loaded> {
  const times = new Map<number, number[]>()
  const startedAt = performance.now()
  let [turn, firstSentAt, lastAnsweredAt] = [0, Number.POSITIVE_INFINITY, 0]
  return new Promise((resolve, reject) => {
    const options = {
      url: origin,
      connections: requests.length,
      timeout: timeoutInSeconds,
      sampleInt: sampleInMilliseconds,
      setupClient: (client: Client) => client.setRequests([...(requests[turn++] ?? [])]),
      ...(seconds === null ? { amount: requests.flat().length } : { duration: seconds }),
      ...(isOnce ? { maxConnectionRequests: requests[0]?.length } : {}),
      ...(rate === null ? {} : { overallRate: rate }),
    }
    const run = autocannon(options, (error, result) => {
      if (error) return reject(error)
      const byStatus = Object.fromEntries([...times].map(([status, all]) => [status, summed(all)]))
      const took = lastAnsweredAt === 0 ? performance.now() - startedAt : lastAnsweredAt - firstSentAt
      resolve({ seconds: took / 1000, errors: result.errors, byStatus })
    })
    run.on('response', (_client: Client, status: number, _bytes: number, milliseconds: number) => {
      lastAnsweredAt = performance.now()
      firstSentAt = Math.min(firstSentAt, lastAnsweredAt - milliseconds)
      const known = times.get(status)
      if (known) known.push(milliseconds)
      else times.set(status, [milliseconds])
    })
  })
}

function summed(times: readonly number[]): Answers {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), slowest: sorted.at(-1) ?? 0 }
}
