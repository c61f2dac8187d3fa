import { setTimeout as pause } from 'node:timers/promises'
import type { Figures } from '../figures.ts'
import { type Loaded, type Order, dealt } from '../load/order.ts'
import { failed } from '../goals.ts'
import { failuresIn, goodAnswers } from '../measure.ts'
import { usageOf } from '../processes/usage.ts'
import { givePasswords, verifyRequest } from '../seed/passwords.ts'
import type { World } from '../world.ts'
import { checksMeanwhile } from './sign-in.ts'

const times = 10
/** As many as peak without a queue. */
const peakConnections = 8
/** So many that those who wait for their turn keep nobody from asking. */
const overloadConnections = 512
const peakSeconds = 4
const lookEveryMilliseconds = 100
/** How much slower than before still is as before. */
const usualFactor = 1.5
const recoveryLimitInSeconds = 20

/** Ten times as many sign-ins as can be done: what is still done, how the others are refused, and what is left of it. */
export async function overload(world: World): Promise<Figures> {
  const server = await world.server('lgc')
  const people = await givePasswords(world.filler, world.size.persons)
  const requests = people.map(verifyRequest)
  const peakOrder: Order = {
    origin: server.origin,
    requests: dealt(requests, peakConnections),
    seconds: peakSeconds,
  }
  await only(world, { ...peakOrder, seconds: 1 })
  const peak = await only(world, peakOrder)
  const peakRate = goodAnswers(peak).count / peak.seconds
  const seconds = world.size.overloadSeconds
  const watch = watchMemory(server.pid)
  const { loaded } = await world.generator.send([
    {
      origin: server.origin,
      requests: dealt(repeated(requests, overloadConnections), overloadConnections),
      seconds,
      rate: Math.round(peakRate * times),
    },
    checksMeanwhile(world, server.origin, seconds),
  ])
  const highest = await watch.stop()
  const after = performance.now()
  const recovered = await secondsUntilUsual(world, peakOrder, goodAnswers(peak).p99)
  const [flood, checks] = loaded
  if (!flood || !checks) throw new Error('the generator did nothing')
  const { 503: refused, ...others } = flood.byStatus
  const counted = Object.entries(flood.byStatus).map(([status, { count }]) => `${count} × ${status}`)
  const asked = Object.values(flood.byStatus).reduce((sum, { count }) => sum + count, 0)
  return {
    row: 'overload',
    database: world.database.name,
    contenders: [],
    values: {
      'sign-ins per second at peak': peakRate,
      'times as many asked': asked / flood.seconds / peakRate,
      'goodput × peak': (flood.byStatus['200']?.count ?? 0) / flood.seconds / peakRate,
      'refusal p99 ms': refused?.p99 ?? 0,
      'session check p99 ms': goodAnswers(checks).p99,
      'highest RSS MB': highest,
      'usual again after s': recovered,
      [failed]: failuresIn({ ...flood, byStatus: others }) + failuresIn(checks),
    },
    generatorShare: null,
    remark: `${counted.join(', ')}; looked at ${((performance.now() - after) / 1000).toFixed(1)} s afterwards`,
  }
}

async function only({ generator }: World, order: Order): Promise<Loaded> {
  const { loaded } = await generator.send([order])
  const [one] = loaded
  if (!one) throw new Error('the generator did nothing')
  return one
}

function repeated<T>(items: readonly T[], atLeast: number): readonly T[] {
  return Array.from({ length: Math.ceil(atLeast / items.length) }, () => items).flat()
}

function watchMemory(pid: number): { readonly stop: () => Promise<number> } {
  let [highest, isOver] = [0, false]
  const watching = (async () => {
    while (!isOver) {
      highest = Math.max(highest, usageOf(pid).rssInMebibytes)
      await pause(lookEveryMilliseconds)
    }
    return highest
  })()
  return {
    stop() {
      isOver = true
      return watching
    },
  }
}

/** From the end of the overload until everybody is answered about as fast as before. */
async function secondsUntilUsual(world: World, order: Order, usual: number): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    const seconds = (performance.now() - startedAt) / 1000
    const { byStatus, errors } = await only(world, { ...order, seconds: 1 })
    const isGood = Object.keys(byStatus).join() === '200' && errors === 0
    const isUsual = isGood && (byStatus['200']?.p99 ?? 0) <= usual * usualFactor
    if (isUsual || seconds > recoveryLimitInSeconds) return seconds
  }
}
