import { type Result, accept, refuse } from '@lgc/kernel'

export type JsonProblem = 'malformed_json' | 'too_deep' | 'too_many_items' | 'text_invalid'

const maxDepth = 20
const usualItems = 1000
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * JSON as RFC 8259 wants it from a careful sender: UTF-8 without a byte order mark, no member named twice,
 * no lone surrogate and no NUL in a text; and of a size that is no attack.
 */
export function parseStrictJson(
  bytes: Uint8Array,
  maxItems: number = usualItems,
): Result<unknown, JsonProblem> {
  const text = decode(bytes)
  if (text === undefined) return refuse('malformed_json')
  const value = parse(text)
  if (value === undefined || hasRepeatedMember(text)) return refuse('malformed_json')
  const problem = inspect(value, { depth: 0, itemsLeft: maxItems })
  return problem ? refuse(problem) : accept(value)
}

/** UTF-8 text, or undefined when the bytes are none. */
export function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Tokens of a text that is known to be JSON: strings, and the brackets and commas around them. */
const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g

/** `JSON.parse` keeps the last of two members of one name; two readers may disagree on which one counts. */
function hasRepeatedMember(text: string): boolean {
  const open: Set<string>[] = []
  for (const [part, colon] of text.matchAll(token)) {
    if (part === '{' || part === '[') open.push(new Set())
    else if (part === '}' || part === ']') open.pop()
    else if (colon !== undefined) {
      const name = JSON.parse(part.slice(0, part.lastIndexOf('"') + 1)) as string
      const names = open.at(-1)
      if (names?.has(name)) return true
      names?.add(name)
    }
  }
  return false
}

function inspect(value: unknown, seen: { depth: number; itemsLeft: number }): JsonProblem | undefined {
  if (typeof value === 'string') return isCleanText(value) ? undefined : 'text_invalid'
  if (typeof value !== 'object' || value === null) return undefined
  if (seen.depth >= maxDepth) return 'too_deep'
  const inside = Array.isArray(value) ? value : Object.entries(value).flat()
  seen.itemsLeft -= inside.length
  if (seen.itemsLeft < 0) return 'too_many_items'
  seen.depth++
  for (const item of inside) {
    const problem = inspect(item, seen)
    if (problem) return problem
  }
  seen.depth--
  return undefined
}

/** No lone surrogate, which UTF-8 cannot carry, and no NUL, which databases cut at. */
export function isCleanText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}
