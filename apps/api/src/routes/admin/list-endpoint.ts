import type { Page, PageRequest, Result, Xid } from '@lgc/kernel'
import type { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import type { HttpContext } from '../../http/exchange.ts'
import { type ProblemCode, problem } from '../../http/problems.ts'
import { readQuery } from '../../http/query.ts'
import { type Administration, type Operator, adminErrors, asOperator } from './administration.ts'
import { type ListName, pageSchema, pageToWire, readPage } from './paging.ts'

type AskedPage = { readonly limit: string; readonly cursor?: string | undefined }
type Read<Item> = (page: PageRequest) => Promise<Page<Item>>

/** A list as it is asked for: by everything that decides what is in it, and how a page of it is read. */
type Wanted<Item> = { readonly list: ListName; readonly read: Read<Item> }

type ListDefinition<Asked extends AskedPage, Item, Wire extends z.ZodType> = {
  readonly path: string
  readonly operation: Pick<Operation, 'id' | 'summary' | 'description'> & {
    readonly of: string
    readonly example: unknown
    readonly errors?: readonly ProblemCode[]
  }
  readonly query: z.ZodObject & z.ZodType<Asked>
  readonly item: Wire
  readonly toWire: (item: Item) => z.input<Wire>
  readonly wanted: (
    administration: Administration,
    realmXid: Xid,
    asked: Asked,
  ) => Promise<Result<Wanted<Item>, ProblemCode>>
  /** Who may ask, where it is not every operator. */
  readonly asking?: (
    c: HttpContext,
    administration: Administration,
    work: (operator: Operator) => Promise<Response>,
  ) => Promise<Response>
}

/** An endpoint that lists something page by page, for the realm of the operator. */
export function listEndpoint<Asked extends AskedPage, Item, Wire extends z.ZodType>(
  administration: Administration,
  definition: ListDefinition<Asked, Item, Wire>,
): Endpoint {
  const { path, query, toWire, wanted, asking = asOperator } = definition
  const { cursors } = administration
  const answer = async (c: HttpContext, { realmXid }: Operator): Promise<Response> => {
    const asked = readQuery(c, query)
    if (!asked.ok) return asked.refusal
    const found = await wanted(administration, realmXid, asked.value)
    if (!found.ok) return problem(c, found.refusal)
    const { list, read } = found.value
    const page = readPage(c, cursors, list, asked.value)
    return page.ok ? c.json(pageToWire(await read(page.value), cursors, list, toWire)) : page.refusal
  }
  return {
    method: 'get',
    path,
    isForBrowsers: false,
    operation: operationOf(definition),
    handle: (c) => asking(c, administration, (operator) => answer(c, operator)),
  }
}

function operationOf<Asked extends AskedPage, Item, Wire extends z.ZodType>({
  operation: { id, summary, description, of, example, errors = [] },
  query,
  item,
}: ListDefinition<Asked, Item, Wire>): Operation {
  const answer = {
    description: `A page of ${of}`,
    schema: pageSchema(item),
    example: { data: [example], next_cursor: null },
  }
  return {
    id,
    summary,
    description,
    tag: 'Administration',
    credentials: ['apiKey'],
    query,
    answers: { 200: answer },
    errors: [...adminErrors, ...errors],
  }
}
