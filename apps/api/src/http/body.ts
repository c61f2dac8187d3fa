import { Readable } from 'node:stream'
import { type Result, accept, refuse } from '@lgc/kernel'
import type { z } from 'zod'
import type { HttpContext } from './exchange.ts'
import { type FieldProblem, problem } from './problems.ts'
import { type ListFields, parseStrictForm } from './strict-form.ts'
import { decode, parseStrictJson } from './strict-json.ts'

export type BodyForm = 'json' | 'form'

const mediaTypes: Readonly<Record<string, BodyForm>> = {
  'application/json': 'json',
  'application/x-www-form-urlencoded': 'form',
}

export type BodyLimits = {
  readonly maxBytes: number
  readonly maxItems: number
  /** Fields of a form that may come several times. */
  readonly lists?: ListFields
  /** RFC 6749, section 3.1: what comes without a value counts as left out. */
  readonly isEmptyAbsent?: boolean
}

export const usualLimits: BodyLimits = { maxBytes: 64 * 1024, maxItems: 1000 }

/** The body as the schema wants it, or the answer that says why not. Nothing was done when it is refused. */
export async function readBody<Schema extends z.ZodType>(
  c: HttpContext,
  schema: Schema,
  allowed: readonly BodyForm[],
  limits: BodyLimits = usualLimits,
): Promise<Result<z.output<Schema>, Response>> {
  const form = mediaTypes[(c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '']
  const isEncoded = !['', 'identity'].includes(c.req.header('content-encoding')?.toLowerCase() ?? '')
  if (!form || !allowed.includes(form) || isEncoded) return refuse(problem(c, 'unsupported_media_type'))
  const bytes = await readLimited(c, limits)
  if (!bytes) return refuse(problem(c, 'payload_too_large', { headers: { Connection: 'close' } }))
  const value = form === 'json' ? readJson(c, bytes, limits) : readForm(c, bytes, limits)
  if (!value.ok) return value
  const parsed = schema.safeParse(value.value)
  if (parsed.success) return accept(parsed.data)
  return refuse(problem(c, 'validation_failed', { fields: fieldsOf(parsed.error, value.value) }))
}

function readJson(c: HttpContext, bytes: Uint8Array, { maxItems }: BodyLimits): Result<unknown, Response> {
  const parsed = parseStrictJson(bytes, maxItems)
  if (parsed.ok) return parsed
  if (parsed.refusal === 'malformed_json') return refuse(problem(c, 'malformed_json'))
  return refuse(problem(c, 'validation_failed', { fields: [{ path: '', rule: parsed.refusal }] }))
}

function readForm(
  c: HttpContext,
  bytes: Uint8Array,
  { lists, isEmptyAbsent }: BodyLimits,
): Result<unknown, Response> {
  const text = decode(bytes)
  const parsed = text === undefined ? refuse('text_invalid') : parseStrictForm(text, lists)
  if (parsed.ok && isEmptyAbsent)
    return accept(Object.fromEntries(Object.entries(parsed.value).filter(([, value]) => value !== '')))
  if (parsed.ok) return parsed
  return refuse(problem(c, 'validation_failed', { fields: [{ path: '', rule: parsed.refusal }] }))
}

/** The body's bytes, or undefined as soon as there are too many. */
export async function readLimited(
  c: HttpContext,
  { maxBytes }: BodyLimits = usualLimits,
): Promise<Uint8Array | undefined> {
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) return undefined
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunksOf(c)) {
    length += chunk.byteLength
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * From the socket itself where there is one: the stream of a Request in between costs more than all else about a
 * small body. What is not read is left to the server, so that the answer can still be sent.
 */
function chunksOf(c: HttpContext): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  const { incoming } = (c.env ?? {}) as { readonly incoming?: unknown }
  if (incoming instanceof Readable) return incoming.iterator({ destroyOnReturn: false })
  return c.req.raw.body ?? []
}

const rules: Readonly<Record<string, string>> = {
  invalid_type: 'type',
  too_small: 'min',
  too_big: 'max',
  invalid_format: 'pattern',
  invalid_value: 'enum',
  invalid_union: 'choice',
}

/** Which members are at fault and which rule each breaks; never the value itself. */
export function fieldsOf(error: z.ZodError, input: unknown): readonly FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key].join('.').slice(0, 200),
        rule: 'unknown_member',
      }))
    }
    const isMissing = issue.code !== 'custom' && valueAt(input, path) === undefined
    const rule = issue.code === 'custom' ? issue.message : (rules[issue.code] ?? issue.code)
    return [{ path: path.join('.'), rule: isMissing ? 'required' : rule }]
  })
}

function valueAt(input: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Readonly<Record<string, unknown>>)[name]
        : undefined,
    input,
  )
}
