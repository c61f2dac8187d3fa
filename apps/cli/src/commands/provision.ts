import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { LgcRefused } from '@lgc/sdk'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { batches } from '../provision/batches.ts'
import { type Outcome, loadRows } from '../provision/load-rows.ts'
import { type RowFormat, readRows } from '../provision/read-rows.ts'
import type { Row } from '../provision/row.ts'
import { remoteLoader } from '../provision/remote-loader.ts'
import { openRowReport } from '../provision/row-report.ts'
import { type Tally, nothingYet, sentenceOf, tallied } from '../provision/tally.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly client?: string
  readonly url?: string
  readonly apiKeyFile?: string
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
    .option('--client <client_id>', 'whose people they are, in the database of the environment')
    .option('--url <origin>', 'or of a service elsewhere, over HTTP; its key says of which client')
    .option('--api-key-file <path>', 'where the key of the role provisioner is; with --url')
    .addOption(new Option('--format <format>', 'when the name does not end in it').choices(['csv', 'ndjson']))
    .option('--without-challenge', 'take people without a password, who then have to set one themselves')
    .option('--report <file>', 'write down what became of every row, as NDJSON')
    .option('--batch-size <rows>', 'how many people a transaction holds', batchSize, 200)
    .option('--json', 'print JSON')
    .addHelpText('after', columnsHelp)
    .action((file: string, options: Options) => shell.tell(options, () => provision(shell, file, options)))
}

/** Into the database at hand, or into a service elsewhere. */
async function provision(shell: Shell, path: string, options: Options): Promise<Answer> {
  const { client, url, apiKeyFile } = options
  if ((client === undefined) === (url === undefined) || (url === undefined) !== (apiKeyFile === undefined)) {
    return refused('one_of_client_and_url', 'Name either --client, or --url and --api-key-file.')
  }
  if (client === undefined) {
    const remote = await remoteLoader(url ?? '', apiKeyFile ?? '')
    if (!remote.ok) return remote.refusal
    return loadFile(shell, path, options, remote.value).catch(refusalOf)
  }
  return withCore(shell, async (opened) => {
    if (!(await opened.core.queries.clients.find(client))) return refusedBy('client_not_found')
    const isPasswordOptional = options.withoutChallenge === true
    return loadFile(shell, path, options, (rows) =>
      loadRows({ ...opened, clientId: client, isPasswordOptional }, rows),
    )
  })
}

/** What was done before the service refused stays done; a report says what that was. */
function refusalOf(error: unknown): Answer {
  if (!(error instanceof LgcRefused)) throw error
  const { code, requestId } = error.problem
  return refused(code, `The service refused to go on; quote the request ${requestId}.`)
}

type LoadBatch = (rows: readonly Row[]) => Promise<readonly Outcome[]>

async function loadFile(shell: Shell, path: string, options: Options, loadBatch: LoadBatch): Promise<Answer> {
  const format = options.format ?? formatOf(path)
  if (!format) return refused('format_unknown', 'Say with --format whether the file is csv or ndjson.')
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
  return answerOf(await load(shell, rows.value, options, loadBatch))
}

/** Every batch is on the record before the next one is read, so that a report never says too much. */
async function load(
  { io }: Shell,
  rows: AsyncIterable<Row>,
  { report: reportPath, batchSize: size }: Options,
  loadBatch: LoadBatch,
): Promise<Tally> {
  const report = await openRowReport(reportPath)
  let tally = nothingYet
  let saidAt = performance.now()
  try {
    for await (const batch of batches(rows, size)) {
      const outcomes = await loadBatch(batch)
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
