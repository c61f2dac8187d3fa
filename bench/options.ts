import { parseArgs } from 'node:util'
import { type DatabaseName, availableDatabases, databaseNames } from './databases.ts'
import { type RowName, rowNames } from './goals.ts'
import { type Size, quick, smoke, whole } from './size.ts'

export type Options = {
  readonly size: Size
  readonly rows: readonly RowName[]
  /** Null for those that each row has by itself. */
  readonly database: DatabaseName | null
  readonly isJson: boolean
  readonly chart: string | null
  readonly report: string | null
  /** Whether a goal that is missed is a failure. */
  readonly isJudged: boolean
}

export const usage = `usage: npm run bench -- [options] [ROW …]
  --quick            a row in less than a minute: says in which direction, not how far
  --smoke            a little of everything, in seconds: says that it runs
  --only ROW         the same as ROW
  --database NAME    ${databaseNames.join(' or ')} alone
  --json             print JSON
  --chart FILE       write a picture (SVG)
  --report FILE      write the run down (Markdown)
  --help             print this

rows: ${rowNames.join(', ')}
exit code: 0 when every goal is reached, 1 when one is missed, 2 when this is not how it is called`

/** What was asked for; undefined when that cannot be done. */
export function optionsIn(args: readonly string[]): Options | 'help' | undefined {
  const parsed = parsedFrom(args)
  if (!parsed) return undefined
  const { values, positionals } = parsed
  if (values.help) return 'help'
  const asked = [...positionals, ...(values.only === undefined ? [] : [values.only])]
  const isKnown = asked.every((name) => rowNames.includes(name as RowName))
  const database = databaseNames.find((name) => name === values.database) ?? null
  const isThere = database === null || availableDatabases().includes(database)
  if (!isKnown || !isThere || (values.database !== undefined && database === null)) return undefined
  return {
    size: values.smoke ? smoke : values.quick ? quick : whole,
    rows: rowNames.filter((name) => asked.length === 0 || asked.includes(name)),
    database,
    isJson: values.json,
    chart: values.chart ?? null,
    report: values.report ?? null,
    isJudged: !values.smoke,
  }
}

function parsedFrom(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        smoke: { type: 'boolean', default: false },
        only: { type: 'string' },
        database: { type: 'string' },
        json: { type: 'boolean', default: false },
        chart: { type: 'string' },
        report: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    })
  } catch {
    return undefined
  }
}
