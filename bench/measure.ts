import type { ContenderFigures, Figures } from './figures.ts'
import { type Answers, type Loaded, type Order, type Outgoing, dealt } from './load/order.ts'
import type { ServerProcess } from './processes/server-process.ts'
import { type Usage, usageOf } from './processes/usage.ts'
import { failed } from './goals.ts'
import { connections } from './size.ts'
import type { World } from './world.ts'

/** Requests that work once, made for each round. */
export type WorkOnce = { readonly take: (count: number) => Promise<readonly Outgoing[]> }
export type Work = WorkOnce | { readonly requests: readonly Outgoing[] }

export type Contender = {
  readonly name: string
  readonly server: ServerProcess
  readonly work: Work
  /** How many requests make one operation. */
  readonly requestsInOne?: number
  /** Of the server that keeps its data, where that is not the one of the world. */
  readonly databasePid?: number | null
}

export type Comparison = {
  readonly row: Figures['row']
  /** In the order in which they are measured in each round; the last is the service. */
  readonly contenders: readonly Contender[]
  readonly atOnce?: number
  /** For how long each is measured in a round, where the usual time is too short. */
  readonly seconds?: number
}

type Sample = Omit<ContenderFigures, 'name' | 'startUpInMilliseconds'> & {
  readonly share: number
  readonly failures: number
}

/** The first of what works once, while it is not known how much is done in the time. */
const firstPortion = 320

/** One after the other, and round and round, so that all meet the same machine; the first round only warms up. */
export async function compare(world: World, comparison: Comparison): Promise<Figures> {
  const { row, contenders, atOnce = connections, seconds = world.size.seconds } = comparison
  const samples = contenders.map((): Sample[] => [])
  for (let round = 0; round <= world.size.rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const rate = samples[index]?.at(-1)?.perSecond
      samples[index]?.push(await sampleOf(world, contender, { atOnce, seconds, rate }))
    }
  }
  const counted = samples.map((all) => all.slice(1))
  const own = counted.at(-1) ?? []
  const rivals = contenders.slice(0, -1).map(({ name }, index) => {
    const ratios = own.map(
      (mine, round) => mine.perSecond / (counted[index]?.[round]?.perSecond ?? Number.NaN),
    )
    return [`× ${name}`, median(ratios)] as const
  })
  return {
    row,
    database: world.database.name,
    contenders: contenders.map((contender, index) => figuresOf(contender, counted[index] ?? [])),
    values: {
      ...Object.fromEntries(rivals),
      'p99 ms': median(own.map(({ p99 }) => p99)),
      [failed]: sum(counted.flat().map(({ failures }) => failures)),
    },
    generatorShare: median(counted.flat().map(({ share }) => share)),
  }
}

type Pace = { readonly atOnce: number; readonly seconds: number; readonly rate: number | undefined }

async function sampleOf(
  { generator, database }: World,
  { server, work, requestsInOne = 1, databasePid = database.pid }: Contender,
  { atOnce, seconds, rate }: Pace,
): Promise<Sample> {
  const portion = rate === undefined ? Math.min(firstPortion, 10 * atOnce) : Math.ceil(rate * seconds)
  const order = await orderFor(server.origin, work, { portion, atOnce, seconds, requestsInOne })
  const before = usagesOf(server, databasePid)
  const { loaded, share } = await generator.send([order])
  const after = usagesOf(server, databasePid)
  const [done] = loaded
  if (!done) throw new Error('the generator did nothing')
  const { p50, p99, ...answers } = goodAnswers(done)
  const count = answers.count / requestsInOne
  const spent = (of: 'server' | 'database'): number | null => {
    const [from, to] = [before[of], after[of]]
    return from && to && (to.cpuInMicroseconds - from.cpuInMicroseconds) / count
  }
  return {
    requests: count,
    perSecond: count / done.seconds,
    p50,
    p99,
    cpu: spent('server') ?? 0,
    databaseCpu: spent('database'),
    rssInMebibytes: after.server.rssInMebibytes,
    share,
    failures: failuresIn(done),
  }
}

type Extent = {
  readonly portion: number
  readonly atOnce: number
  readonly seconds: number
  readonly requestsInOne: number
}

async function orderFor(origin: string, work: Work, extent: Extent): Promise<Order> {
  const { portion, atOnce, seconds, requestsInOne } = extent
  if ('requests' in work) return { origin, requests: dealt(work.requests, atOnce, requestsInOne), seconds }
  // Every connection the same number, so that all of them end together.
  const count = Math.max(1, Math.round(portion / atOnce)) * atOnce
  return { origin, requests: dealt(await work.take(count), atOnce), seconds: null }
}

function usagesOf(
  { pid }: ServerProcess,
  databasePid: number | null,
): { readonly server: Usage; readonly database: Usage | null } {
  return { server: usageOf(pid), database: databasePid === null ? null : usageOf(databasePid) }
}

/** Answers that were not what was asked for, and requests that nobody answered. */
export function failuresIn({ byStatus, errors }: Loaded): number {
  const others = Object.entries(byStatus).filter(([status]) => status !== '200')
  return others.reduce((sum, [, { count }]) => sum + count, errors)
}

const nothing: Answers = { count: 0, p50: Number.NaN, p99: Number.NaN, slowest: Number.NaN }

export function goodAnswers({ byStatus }: Loaded): Answers {
  return byStatus['200'] ?? nothing
}

function figuresOf({ name, server }: Contender, samples: readonly Sample[]): ContenderFigures {
  const middle = (of: (sample: Sample) => number): number => median(samples.map(of))
  const databaseCpu = samples.map((one) => one.databaseCpu).filter((cpu) => cpu !== null)
  return {
    name,
    requests: sum(samples.map(({ requests }) => requests)),
    perSecond: middle(({ perSecond }) => perSecond),
    p50: middle(({ p50 }) => p50),
    p99: middle(({ p99 }) => p99),
    cpu: middle(({ cpu }) => cpu),
    databaseCpu: databaseCpu.length === 0 ? null : median(databaseCpu),
    rssInMebibytes: Math.max(...samples.map(({ rssInMebibytes }) => rssInMebibytes)),
    startUpInMilliseconds: server.startUpInMilliseconds,
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]]
  return (low + high) / 2
}
