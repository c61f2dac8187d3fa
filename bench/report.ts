import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { mariaDbVersion } from '../tests/support/mariadb.ts'
import type { ContenderFigures, Figures } from './figures.ts'
import { failed } from './goals.ts'
import { rounded } from './table.ts'
import { verdictsOn } from './verdict.ts'

export type Circumstances = {
  readonly command: string
  /** What the machine was busy with before anything began, in processes. */
  readonly loadBefore: number
}

/** A run for the record, as Markdown: when, of what, on which machine, and everything that was measured. */
export function reportOf(all: readonly Figures[], { command, loadBefore }: Circumstances): string {
  const verdicts = all.flatMap((one) => verdictsOn(one).map((verdict) => ({ one, verdict })))
  const judged = verdicts.filter(({ verdict }) => verdict.of !== failed || !verdict.isReached)
  return [
    '# A run of the bench',
    `\`${command}\`, ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${commit()}.`,
    `${machine()} Load before it began: ${loadBefore.toFixed(1)}.`,
    'What a row is, and how to read it, is in [README.md](README.md).',
    '## Goals',
    tableFrom(
      ['row', 'database', 'what', 'measured', 'goal', ''],
      judged.map(({ one, verdict }) => [
        one.row,
        one.database,
        verdict.of,
        rounded(verdict.value),
        verdict.goal,
        verdict.isReached ? 'reached' : '**missed**',
      ]),
    ),
    '## Who did how much',
    'CPU is of the server and of the database, in microseconds for each operation; RSS in MB; start-up in milliseconds.',
    tableFrom(
      ['row', 'database', '', 'per second', 'p50 ms', 'p99 ms', 'CPU', 'of the database', 'RSS', 'start-up'],
      all.flatMap((one) => one.contenders.map((contender) => [one.row, one.database, ...cellsOf(contender)])),
    ),
    '## Everything else',
    tableFrom(['row', 'database', 'what', 'measured'], all.flatMap(othersIn)),
    all
      .flatMap(({ row, database, remark }) => (remark ? [`* ${row} on ${database}: ${remark}`] : []))
      .join('\n'),
    '',
  ].join('\n\n')
}

function commit(): string {
  const said = execFileSync('git', ['describe', '--always', '--dirty'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  return said.trim()
}

function machine(): string {
  const gigabytes = Math.round(totalmem() / 1024 ** 3)
  const server = /\d+\.\d+\.\d+-MariaDB/.exec(mariaDbVersion() ?? '')?.[0] ?? 'no MariaDB'
  const model = cpus()[0]?.model.trim() ?? 'unknown'
  return `${cpus().length} × ${model}, ${gigabytes} GB, Node ${process.version}, ${server}.`
}

function cellsOf(one: ContenderFigures): readonly string[] {
  const { perSecond, p50, p99, cpu, databaseCpu, rssInMebibytes, startUpInMilliseconds } = one
  const figures = [perSecond, p50, p99, cpu].map(rounded)
  const database = databaseCpu === null ? '' : rounded(databaseCpu)
  return [one.name, ...figures, database, ...[rssInMebibytes, startUpInMilliseconds].map(rounded)]
}

/** What no goal is about. */
function othersIn(one: Figures): readonly (readonly string[])[] {
  const { row, database, values, generatorShare } = one
  const judged = new Set(verdictsOn(one).map(({ of }) => of))
  const share =
    generatorShare === null ? [] : [['load generator, % of a core', generatorShare * 100] as const]
  return [...Object.entries(values).filter(([of]) => !judged.has(of)), ...share].map(([of, value]) => [
    row,
    database,
    of,
    rounded(value),
  ])
}

function tableFrom(headings: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = headings.map((_, column) => (isNumeric(lines, column) ? '--:' : '---'))
  return [headings, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function isNumeric(lines: readonly (readonly string[])[], column: number): boolean {
  return lines.length > 0 && lines.every((line) => /^[-–\d.,]*$/.test(line[column] ?? ''))
}
