/** The part of JSON Schema that the document of the service uses. */
export type Schema = {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
}

type Step = string | number

/** A member of a body, at any depth, and the JSON types that it may have. */
export type Member = {
  readonly path: readonly Step[]
  readonly types: ReadonlySet<string>
  /** Of an object: its members, and whether it refuses others. */
  readonly names: readonly string[]
  readonly isClosed: boolean
}

/** Every member that a body like the example may have; the body itself is the first. */
export function membersOf(schema: Schema, example: unknown, path: readonly Step[] = []): readonly Member[] {
  const fitting = alternativesOf(schema).filter((one) => fits(one, example))
  const properties = fitting.flatMap((one) => Object.entries(one.properties ?? {}))
  const member: Member = {
    path,
    types: new Set(alternativesOf(schema).flatMap(typesOf)),
    names: properties.map(([name]) => name),
    isClosed: fitting.some((one) => one.additionalProperties === false),
  }
  const inside = properties.flatMap(([name, one]) =>
    membersOf(one, memberAt(example, [name]), [...path, name]),
  )
  const items = fitting.flatMap((one) =>
    one.items ? membersOf(one.items, memberAt(example, [0]), [...path, 0]) : [],
  )
  return [member, ...inside, ...items]
}

function alternativesOf(schema: Schema): readonly Schema[] {
  const alternatives = schema.anyOf ?? schema.oneOf
  return alternatives ? alternatives.flatMap(alternativesOf) : [schema]
}

function typesOf({ type, const: only, enum: some }: Schema): readonly string[] {
  if (type !== undefined) return typeof type === 'string' ? [type] : type
  return [...(some ?? []), ...(only === undefined ? [] : [only])].map(typeOf)
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** Of several kinds of body, the one that the example is of. */
function fits({ required = [] }: Schema, example: unknown): boolean {
  if (typeof example !== 'object' || example === null) return true
  return required.every((name) => Object.hasOwn(example, name))
}

function memberAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>(
    (inside, step) => (inside as Readonly<Record<Step, unknown>> | undefined)?.[step],
    value,
  )
}

/** The body with another value at the place; objects on the way there are made. */
export function withMember(body: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value
  const inside = withMember(memberAt(body, [step]), rest, value)
  if (typeof step === 'number') return [inside, ...(Array.isArray(body) ? body.slice(1) : [])]
  return { ...(body as Readonly<Record<string, unknown>> | undefined), [step]: inside }
}

const foreign: Readonly<Record<string, readonly unknown[]>> = {
  object: [{}, { $gt: '' }, { password: 1 }, { toString: 'x' }],
  array: [[], ['a'], [{}]],
  number: [1, 1.5, -1e300],
  boolean: [true],
  null: [null],
  string: ['1', ''],
}

/** Values of every JSON type that the member does not have. */
export function foreignTo({ types }: Member): readonly unknown[] {
  const has = (type: string): boolean => types.has(type) || (type === 'number' && types.has('integer'))
  return Object.entries(foreign).flatMap(([type, values]) => (has(type) ? [] : values))
}
