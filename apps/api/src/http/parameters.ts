import { isCleanText } from './strict-json.ts'

const maxParameters = 200

/**
 * The parameters of a query or a form with all their values, for endpoints that tell the sender by name what
 * came several times. Undefined when they are too many, or no clean text.
 */
export function parseParameters(text: string): ReadonlyMap<string, readonly string[]> | undefined {
  const pairs = [...new URLSearchParams(text)]
  if (pairs.length > maxParameters) return undefined
  if (!pairs.every(([name, value]) => isCleanText(name) && isCleanText(value))) return undefined
  const parameters = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    // RFC 6749, section 3.1: a parameter without a value counts as left out.
    if (value !== '') parameters.set(name, [...(parameters.get(name) ?? []), value])
  }
  return parameters
}
