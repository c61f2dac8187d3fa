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

/** One after the other, and round and round, so that all meet the same machine; the first round only warms up. */
export async function compare(world: World, comparison: Comparison): Promise<Figures> {
  const { row, contenders, atOnce = connections, seconds = world.size.seconds } = comparison
  const samples = contenders.map((): Sample[] => [])
  for (let round = 0; round <= world.size.rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const known = samples[index]?.at(-1)
      const pace = known ? { seconds, portion: known.perSecond * seconds } : warmUpOf(world, seconds)
      samples[index]?.push(await sampleOf(world, contender, { atOnce, ...pace }))
    }
  }
  const counted = samples.map((all) => all.slice(1))
  const own = counted.at(-1) ?? []
  return {
    row,
    database: world.database.name,
    contenders: contenders.map((contender, index) => figuresOf(contender, counted[index] ?? [])),
    values: {
      ...ratiosOf(contenders, counted),
      'p99 ms': median(own.map(({ p99 }) => p99)),
      [failed]: sum(counted.flat().map(({ failures }) => failures)),
    },
    generatorShare: median(counted.flat().map(({ share }) => share)),
  }
}

/**
 * How many times as much the last one did as each of the others, in the same time and for the same work of the
 * processors: medians of the ratios of the rounds.
 */
function ratiosOf(
  contenders: readonly Contender[],
  samples: readonly (readonly Sample[])[],
): Readonly<Record<string, number>> {
  const own = samples.at(-1) ?? []
  const rivals = contenders.slice(0, -1).map(({ name }, index) => {
    const theirs = samples[index] ?? []
    const ratios = own.map(({ perSecond }, round) => perSecond / (theirs[round]?.perSecond ?? Number.NaN))
    const cheaper = own.map((mine, round) => cpuOf(theirs[round]) / cpuOf(mine))
    return [
      [`× ${name}`, median(ratios)],
      [`× ${name} by CPU`, median(cheaper)],
    ] as const
  })
  return Object.fromEntries(rivals.flat())
}

function cpuOf(sample: Sample | undefined): number {
  return sample ? sample.cpu + (sample.databaseCpu ?? 0) : Number.NaN
}

type Pace = { readonly atOnce: number; readonly seconds: number; readonly portion: number }

function warmUpOf({ size }: World, seconds: number): Omit<Pace, 'atOnce'> {
  return { seconds: Math.max(size.warmUp.seconds, seconds), portion: size.warmUp.requests }
}

async function sampleOf(
  { generator, database }: World,
  { server, work, requestsInOne = 1, databasePid = database.pid }: Contender,
  pace: Pace,
): Promise<Sample> {
  const order = await orderFor(server.origin, work, { ...pace, requestsInOne })
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

type Extent = Pace & { readonly requestsInOne: number }

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
