import type { Problem } from '../answer.ts'
import { problemOf } from '../ask-lgc.ts'
import { type Read, type ShapeOf, listOf, number, orNull, shape, text, texts } from '../read-shape.ts'
import { grant, identity, person } from '../things.ts'

/** Somebody to be brought in. */
export type Newcomer = {
  readonly nameDisplay: string
  readonly nameLegal?: string | null
  readonly identity: {
    readonly type: 'email' | 'sms' | 'company_code'
    readonly identifier: string
    /** The password. */
    readonly challenge?: string
  }
  /** Consented in advance, for your product. */
  readonly consent?: { readonly scopes: readonly string[] }
  /** The leave to enter your product; `user` unless told. */
  readonly grant?: { readonly accessLevel?: string }
}

const members = {
  person,
  identity,
  consent: orNull(shape({ scopes: texts, source: text })),
  grant: orNull(grant),
} as const
export type Provisioned = ShapeOf<typeof members>
export const provisioned: Read<Provisioned> = shape(members)

/** What became of one of several, by its place among them. */
export type ProvisionedItem = { readonly index: number } & (
  | { readonly ok: true; readonly value: Provisioned }
  | { readonly ok: false; readonly problem: Problem }
)

const placed = shape({ index: number, status: text })

const item: Read<ProvisionedItem> = (found, where) => {
  const { index, status } = placed(found, where)
  if (status === 'created') return { index, ok: true, value: provisioned(found, where) }
  return { index, ok: false, problem: problemOf(200, shape({ error: (inner) => inner })(found, where).error) }
}

export const provisionedItems: Read<readonly ProvisionedItem[]> = (found, where) =>
  shape({ results: listOf(item) })(found, where).results
