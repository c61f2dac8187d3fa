import { type Result, accept, refuse } from '@lgc/kernel'
import { type ReadFields, csvReader } from './read-csv.ts'
import { type Line, readLines } from './read-lines.ts'
import { type Row, newcomerFrom } from './row.ts'

export type RowFormat = 'csv' | 'ndjson'

/** What a person may take up in a file; more is no person. */
const longestRow = 16_384

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The rows of a file, each with its line; or why its heading says nothing. Empty lines are no rows. */
export async function readRows(
  chunks: AsyncIterable<Buffer>,
  format: RowFormat,
): Promise<Result<AsyncGenerator<Row>, readonly string[]>> {
  const lines = readLines(chunks, longestRow)
  if (format === 'ndjson') return accept(rowsOf(lines, fieldsOfJson))
  const first = await lines.next()
  const heading = first.done ? undefined : textOf(first.value)
  const reader = csvReader(heading ?? '')
  return reader.ok ? accept(rowsOf(lines, reader.value)) : reader
}

async function* rowsOf(lines: AsyncGenerator<Line>, readFields: ReadFields): AsyncGenerator<Row> {
  for await (const line of lines) {
    const newcomer = newcomerOf(line, readFields)
    if (newcomer) yield { line: line.number, newcomer }
  }
}

function newcomerOf(line: Line, readFields: ReadFields): Row['newcomer'] | undefined {
  if (line.bytes === null) return refuse({ code: 'row_too_long' })
  const text = textOf(line)
  if (text?.trim() === '') return undefined
  const fields = text === undefined ? refuse('row_malformed') : readFields(text)
  return fields.ok ? newcomerFrom(fields.value) : refuse({ code: fields.refusal })
}

/** UTF-8 without a byte order mark or a carriage return; undefined when it is not UTF-8. */
function textOf({ bytes }: Line): string | undefined {
  try {
    return decoder.decode(bytes ?? undefined).replace(/\r$/, '')
  } catch {
    return undefined
  }
}

function fieldsOfJson(text: string): ReturnType<ReadFields> {
  try {
    return accept(JSON.parse(text) as unknown)
  } catch {
    return refuse('row_malformed')
  }
}
