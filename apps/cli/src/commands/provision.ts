import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { batches } from '../provision/batches.ts'
import { loadRows } from '../provision/load-rows.ts'
import { type RowFormat, readRows } from '../provision/read-rows.ts'
import type { Row } from '../provision/row.ts'
import { openRowReport } from '../provision/row-report.ts'
import { type Tally, nothingYet, sentenceOf, tallied } from '../provision/tally.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly client: string
  readonly format?: RowFormat
  readonly withoutChallenge?: true
  readonly report?: string
  readonly batchSize: number
}

const columnsHelp = `
Columns, or members of each object:
  name_display   required, up to 100 characters
  name_legal     up to 200 characters
  type           required: email, sms or company_code
  identifier     required
  challenge      the password; required for email and company_code, but see --without-challenge
  access_level   gives a grant at this level
  scopes         consents in advance; separated by blanks, or a list

Whoever the client brought in before is unchanged, whatever the row says now. The exit code is 1 when a
row brought nobody in.`

const saidEveryMilliseconds = 1000

export function addProvision(parent: Command, shell: Shell): void {
  parent
    .command('provision')
    .description('bring the people of a file in; done again it goes on where it was cut short')
    .argument('<file>', 'CSV with a heading, or NDJSON; one person a line')
    .requiredOption('--client <client_id>', 'whose people they are')
    .addOption(new Option('--format <format>', 'when the name does not end in it').choices(['csv', 'ndjson']))
    .option('--without-challenge', 'take people without a password, who then have to set one themselves')
    .option('--report <file>', 'write down what became of every row, as NDJSON')
    .option('--batch-size <rows>', 'how many people a transaction holds', batchSize, 200)
    .option('--json', 'print JSON')
    .addHelpText('after', columnsHelp)
    .action((file: string, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => provision(shell, opened, file, options))),
    )
}

async function provision(shell: Shell, opened: Opened, path: string, options: Options): Promise<Answer> {
  const format = options.format ?? formatOf(path)
  if (!format) return refused('format_unknown', 'Say with --format whether the file is csv or ndjson.')
  if (!(await opened.core.queries.clients.find(options.client))) return refusedBy('client_not_found')
  if (options.report !== undefined && resolve(options.report) === resolve(path)) {
    return refused('report_is_the_file', 'The report would overwrite the file that is read.')
  }
  const file = await open(path).catch(() => undefined)
  if (!file) return refused('file_unreadable', `${path} cannot be read.`)
  const chunks = file.createReadStream() as AsyncIterable<Buffer>
  const rows = await readRows(chunks, format)
  if (!rows.ok) {
    await file.close()
    return refused('file_invalid', `Nothing was done, because ${path} is wrong:`, rows.refusal)
  }
  return answerOf(await load(shell, opened, rows.value, options))
}

/** Every batch is on the record before the next one is read, so that a report never says too much. */
async function load(
  { io }: Shell,
  opened: Opened,
  rows: AsyncIterable<Row>,
  { client: clientId, withoutChallenge, report: reportPath, batchSize: size }: Options,
): Promise<Tally> {
  const report = await openRowReport(reportPath)
  const loading = { ...opened, clientId, isPasswordOptional: withoutChallenge === true }
  let tally = nothingYet
  let saidAt = performance.now()
  try {
    for await (const batch of batches(rows, size)) {
      const outcomes = await loadRows(loading, batch)
      await report.write(outcomes)
      tally = tallied(tally, outcomes)
      if (performance.now() - saidAt < saidEveryMilliseconds) continue
      io.err(`${sentenceOf(tally)}\n`)
      saidAt = performance.now()
    }
  } finally {
    await report.close()
  }
  return tally
}

function answerOf(tally: Tally): Answer {
  const { problems, ...counts } = tally
  const result = { text: sentenceOf(tally), json: counts }
  if (tally.failed === 0) return { result }
  const sentence = `${tally.failed} rows brought nobody in; the first of them:`
  return { result, refusal: { code: 'rows_failed', sentence, list: problems } }
}

function formatOf(path: string): RowFormat | undefined {
  if (path.endsWith('.csv')) return 'csv'
  return /\.(ndjson|jsonl)$/.test(path) ? 'ndjson' : undefined
}

function batchSize(text: string): number {
  const rows = Number(text)
  if (/^\d{1,4}$/.test(text) && rows >= 1 && rows <= 1000) return rows
  throw new InvalidArgumentError('It must be a whole number from 1 to 1000.')
}
