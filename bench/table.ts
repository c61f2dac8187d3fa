import type { ContenderFigures, Figures } from './figures.ts'
import { failed } from './goals.ts'
import { verdictsOn } from './verdict.ts'

const headings = ['', 'per second', 'p50 ms', 'p99 ms', 'CPU µs', 'database µs', 'RSS MB', 'start-up ms']

/** The figures for people: who did how much, and below it what was to be reached. */
export function tableOf(all: readonly Figures[]): string {
  return all.map(partOf).join('\n\n')
}

function partOf(figures: Figures): string {
  const { row, database, contenders, generatorShare, remark } = figures
  const share =
    generatorShare === null ? '' : `, load generator ${Math.round(generatorShare * 100)} % of a core`
  return [
    `${row} on ${database}${share}`,
    ...(contenders.length > 0 ? aligned([headings, ...contenders.map(cellsOf)]) : []),
    ...valuesOf(figures).map((line) => `  ${line}`),
    ...(remark === undefined ? [] : [`  ${remark}`]),
  ].join('\n')
}

function valuesOf(figures: Figures): readonly string[] {
  const verdicts = new Map(verdictsOn(figures).map((verdict) => [verdict.of, verdict]))
  const told = Object.entries(figures.values).filter(([of, value]) => of !== failed || value > 0)
  return told.map(([of, value]) => {
    const verdict = verdicts.get(of)
    const judged = verdict ? `  goal ${verdict.goal}  ${verdict.isReached ? 'reached' : 'MISSED'}` : ''
    return `${of}: ${rounded(value)}${judged}`
  })
}

function cellsOf(one: ContenderFigures): readonly string[] {
  return [
    `  ${one.name}`,
    rounded(one.perSecond),
    rounded(one.p50),
    rounded(one.p99),
    rounded(one.cpu),
    one.databaseCpu === null ? '' : rounded(one.databaseCpu),
    rounded(one.rssInMebibytes),
    rounded(one.startUpInMilliseconds),
  ]
}

function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

export function rounded(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value < 10 ? 2 : 1)
}
