import { type Result, accept, refuse } from '@lgc/kernel'
import { isCleanText } from './strict-json.ts'

export type FormProblem = 'repeated' | 'too_many_items' | 'text_invalid'

/** The fields that may come several times, and so are always lists. */
export type ListFields = ReadonlySet<string>

const maxFields = 1000
const noLists: ListFields = new Set()

/**
 * The parameters of a form or a query. One that comes twice is refused: RFC 6749, section 3.1, forbids it,
 * and two readers may disagree on which one counts.
 */
export function parseStrictForm(
  text: string,
  lists: ListFields = noLists,
): Result<Readonly<Record<string, string | readonly string[]>>, FormProblem> {
  const pairs = [...new URLSearchParams(text)]
  if (pairs.length > maxFields) return refuse('too_many_items')
  const fields = new Map<string, string | string[]>([...lists].map((name) => [name, []]))
  for (const [name, value] of pairs) {
    if (!isCleanText(name) || !isCleanText(value)) return refuse('text_invalid')
    const known = fields.get(name)
    if (Array.isArray(known)) known.push(value)
    else if (known !== undefined) return refuse('repeated')
    else fields.set(name, value)
  }
  return accept(Object.fromEntries(fields))
}
