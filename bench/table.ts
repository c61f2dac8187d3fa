import type { Figures } from './measure.ts'
import { verdictOn } from './verdict.ts'

const headings = ['operation', 'database', 'per second', 'ms each', 'limit per second', '× limit', 'goal', '']

/** The figures for people, one line each. */
export function tableOf(figures: readonly Figures[]): string {
  const lines = [headings, ...figures.map(cellsOf)]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cellsOf(one: Figures): readonly string[] {
  const { goal, isReached } = verdictOn(one)
  return [
    one.name,
    one.database,
    grouped(one.perSecond),
    one.millisecondsEach.toFixed(one.millisecondsEach < 10 ? 2 : 0),
    grouped(one.limitPerSecond),
    one.ratio.toFixed(2),
    goal,
    isReached ? '' : 'missed',
  ]
}

function grouped(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}
