import type { z } from 'zod'

const words: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'a mapping',
  string: 'text',
}

type Issue = z.core.$ZodIssue

/** The value, or undefined after adding what is wrong with it to `problems`. */
export function readable<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: string,
  problems: string[],
): T | undefined {
  const parsed = schema.safeParse(value, { error: inPlainWords })
  if (parsed.success) return parsed.data
  problems.push(...parsed.error.issues.flatMap((issue) => describe(issue, path)))
  return undefined
}

export function problemsOf(schema: z.ZodType, value: unknown, path: string): string[] {
  const problems: string[] = []
  readable(schema, value, path, problems)
  return problems
}

/** Says what is expected and never what is there: it may be a secret in the wrong place. */
function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined
  return issue.input === undefined ? 'is missing' : `must be ${words[issue.expected] ?? issue.expected}`
}

function describe(issue: Issue, root: string): readonly string[] {
  const path = issue.path.reduce<string>((parent, step) => below(parent, step), root)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${below(path, key)}: is not known here`)
  }
  return [`${path || 'the file'}: ${issue.message}`]
}

function below(parent: string, step: PropertyKey): string {
  if (typeof step === 'number') return `${parent}[${step}]`
  return parent === '' ? String(step) : `${parent}.${String(step)}`
}
