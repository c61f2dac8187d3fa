import { type Page, type PageRequest, type Result, accept, refuse } from '@lgc/kernel'
import { z } from 'zod'
import type { Cursors } from '../../http/cursor.ts'
import type { HttpContext } from '../../http/exchange.ts'
import { problem } from '../../http/problems.ts'

/** The members of a query that ask for one page. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^(?:[1-9][0-9]?|100)$/)
    .default('20')
    .describe('1 to 100'),
  cursor: z.string().max(4000).optional().describe('`next_cursor` of the page before'),
}

export function pageSchema<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ data: z.ZodArray<Item>; next_cursor: z.ZodNullable<z.ZodString> }, z.core.$strict> {
  return z.strictObject({ data: z.array(item), next_cursor: z.string().nullable() })
}

/** A list by its name and by everything that decides what is in it. */
export type ListName = readonly (string | boolean | null | undefined)[]

type Asked = { readonly limit: string; readonly cursor?: string | undefined }

export function readPage(
  c: HttpContext,
  cursors: Cursors,
  list: ListName,
  { limit, cursor }: Asked,
): Result<PageRequest, Response> {
  if (cursor === undefined) return accept({ limit: Number(limit), after: null })
  const after = cursors.open(JSON.stringify(list), cursor)
  if (after) return accept({ limit: Number(limit), after })
  return refuse(problem(c, 'validation_failed', { fields: [{ path: 'cursor', rule: 'cursor' }] }))
}

type WirePage<Wire> = { readonly data: readonly Wire[]; readonly next_cursor: string | null }

export function pageToWire<Item, Wire>(
  { items, next }: Page<Item>,
  cursors: Cursors,
  list: ListName,
  toWire: (item: Item) => Wire,
): WirePage<Wire> {
  return { data: items.map(toWire), next_cursor: next && cursors.seal(JSON.stringify(list), next) }
}
