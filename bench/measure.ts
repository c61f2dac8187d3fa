import type { DatabaseName } from './databases.ts'
import type { RowName } from './goals.ts'

/** Does a portion of work and says how many operations that was. */
export type Work = () => Promise<number>

export type Row = {
  readonly name: RowName
  /** What the limit does, for whoever reads the table. */
  readonly limitIs: string
  readonly subject: Work
  readonly limit: Work
}

export type Figures = {
  readonly database: DatabaseName
  readonly name: RowName
  readonly limitIs: string
  readonly operations: number
  readonly perSecond: number
  readonly millisecondsEach: number
  readonly limitPerSecond: number
  /** Median of the ratios of each round, which hold where figures do not. */
  readonly ratio: number
}

/** Subject and limit by turns, so that both meet the same machine; the first round warms up and is not counted. */
export async function measure(database: DatabaseName, row: Row, rounds: number): Promise<Figures> {
  const [own, limits]: [number[], number[]] = [[], []]
  let operations = 0
  for (let round = 0; round <= rounds; round++) {
    const limit = await rateOf(row.limit)
    const subject = await rateOf(row.subject)
    if (round === 0) continue
    limits.push(limit.perSecond)
    own.push(subject.perSecond)
    operations += subject.operations
  }
  const perSecond = median(own)
  return {
    database,
    name: row.name,
    limitIs: row.limitIs,
    operations,
    perSecond,
    millisecondsEach: 1000 / perSecond,
    limitPerSecond: median(limits),
    ratio: median(own.map((rate, index) => rate / (limits[index] ?? rate))),
  }
}

/** The same work so many times, so many of them under way at once. */
export function times(count: number, atOnce: number, work: () => Promise<unknown>): Work {
  return async () => {
    let left = count
    const worker = async (): Promise<void> => {
      while (left-- > 0) await work()
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    return count
  }
}

async function rateOf(work: Work): Promise<{ readonly operations: number; readonly perSecond: number }> {
  const startedAt = performance.now()
  const operations = await work()
  return { operations, perSecond: operations / ((performance.now() - startedAt) / 1000) }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]]
  return (low + high) / 2
}
