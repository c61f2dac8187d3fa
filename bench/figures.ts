import type { DatabaseName } from './databases.ts'
import type { RowName } from './goals.ts'

/** How one of those that are compared did; medians of the rounds. */
export type ContenderFigures = {
  readonly name: string
  readonly requests: number
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Of the server's process and of the database's, in microseconds for each request. */
  readonly cpu: number
  readonly databaseCpu: number | null
  readonly rssInMebibytes: number
  readonly startUpInMilliseconds: number
}

export type Figures = {
  readonly row: RowName
  readonly database: DatabaseName
  readonly contenders: readonly ContenderFigures[]
  /** What goals are about, by the name that they have there. */
  readonly values: Readonly<Record<string, number>>
  /** How much of one core the load generator took. */
  readonly generatorShare: number | null
  /** What else a reader should know. */
  readonly remark?: string
}
