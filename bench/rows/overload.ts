import { setTimeout as pause } from 'node:timers/promises'
import type { Figures } from '../figures.ts'
import { type Loaded, type Order, type Outgoing, dealt } from '../load/order.ts'
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

type Flood = { readonly flood: Loaded; readonly checks: Loaded; readonly highestRss: number }

/** Ten times as many sign-ins as can be done: what is still done, how the others are refused, and what is left of it. */
export async function overload(world: World): Promise<Figures> {
  const { origin } = await world.server('lgc')
  const people = await givePasswords(world.filler, world.size.persons)
  const requests = people.map(verifyRequest)
  const usual: Order = { origin, requests: dealt(requests, peakConnections), seconds: peakSeconds }
  await only(world, { ...usual, seconds: 1 })
  const peak = await only(world, usual)
  const peakRate = goodAnswers(peak).count / peak.seconds
  const { flood, checks, highestRss } = await flooded(world, requests, peakRate * times)
  const recovered = await secondsUntilUsual(world, usual, goodAnswers(peak).p99)
  const { 503: refused, ...others } = flood.byStatus
  const asked = Object.values(flood.byStatus).reduce((sum, { count }) => sum + count, 0)
  return {
    row: 'overload',
    database: world.database.name,
    contenders: [],
    values: {
      'sign-ins per second at peak': peakRate,
      'times as many asked': asked / flood.seconds / peakRate,
      'goodput × peak': goodAnswers(flood).count / flood.seconds / peakRate,
      'refusal p99 ms': refused?.p99 ?? 0,
      'session check p99 ms': goodAnswers(checks).p99,
      'highest RSS MB': highestRss,
      'usual again after s': recovered,
      [failed]: failuresIn({ ...flood, byStatus: others }) + failuresIn(checks),
    },
    generatorShare: null,
    remark: Object.entries(flood.byStatus)
      .map(([status, { count }]) => `${count} × ${status}`)
      .join(', '),
  }
}

/** More sign-ins than can be done, and what products notice of it. */
async function flooded(world: World, requests: readonly Outgoing[], rate: number): Promise<Flood> {
  const { origin, pid } = await world.server('lgc')
  const seconds = world.size.overloadSeconds
  const many = dealt(repeated(requests, overloadConnections), overloadConnections)
  const watch = watchMemory(pid)
  const { loaded } = await world.generator.send([
    { origin, requests: many, seconds, rate: Math.max(1, Math.round(rate)) },
    checksMeanwhile(world, origin, seconds),
  ])
  const [flood, checks] = loaded
  if (!flood || !checks) throw new Error('the generator did nothing')
  return { flood, checks, highestRss: await watch.stop() }
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
