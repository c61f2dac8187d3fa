import { type Result, accept, refuse } from '@lgc/kernel'
import { parse } from 'csv-parse/sync'
import { columns } from './row.ts'

export type ReadFields = (text: string) => Result<unknown, 'row_malformed'>

const required = ['name_display', 'type', 'identifier'] as const

/** How rows are read below a heading; or what is wrong with the heading. */
export function csvReader(heading: string): Result<ReadFields, readonly string[]> {
  const names = cellsOf(heading)
  if (!names.ok) return refuse(['the heading is not CSV'])
  const known: readonly string[] = columns
  const problems = [
    ...names.value.filter((name) => !known.includes(name)).map(() => 'the heading has an unknown column'),
    ...required.filter((name) => !names.value.includes(name)).map((name) => `the column ${name} is missing`),
    ...(new Set(names.value).size < names.value.length ? ['the heading names a column twice'] : []),
  ]
  return problems.length > 0 ? refuse(problems) : accept((text) => fieldsOf(names.value, text))
}

function fieldsOf(names: readonly string[], text: string): ReturnType<ReadFields> {
  const cells = cellsOf(text)
  if (!cells.ok || cells.value.length !== names.length) return refuse('row_malformed')
  const pairs = names.map((name, index) => [name, cells.value[index]] as const)
  return accept(Object.fromEntries(pairs.filter(([, cell]) => cell !== '')))
}

/**
 * One line at a time: a quote that is never closed spoils its own line and not the rest of the file, so
 * there is no line break inside a cell.
 */
function cellsOf(text: string): Result<readonly string[], 'row_malformed'> {
  try {
    const [cells = []] = parse(text, { relax_column_count: true })
    return accept(cells)
  } catch {
    return refuse('row_malformed')
  }
}
