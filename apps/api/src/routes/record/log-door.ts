import type { ExportLog, PlainEntry, ReadLog } from '@lgc/audit'
import { type Instant, type Xid, instant } from '@lgc/kernel'
import { z } from 'zod'

/** One log as operators reach it: `GET /admin/<name>` and `GET /admin/<name>/export`. */
export type LogDoor<Entry, Filter, Asked extends z.ZodRawShape> = {
  readonly name: string
  /** Begins the names of the operations: `readAudit`, `exportAudit`. */
  readonly title: string
  readonly what: string
  readonly filters: Asked
  readonly toFilter: (asked: z.output<z.ZodObject<Asked>>) => Filter
  readonly read: ReadLog<Entry, Filter>
  readonly exportAll: ExportLog<Filter>
  readonly toPlain: (entry: Entry) => PlainEntry
  readonly entry: z.ZodType
  readonly example: PlainEntry
}

const time = z.iso.datetime({ offset: true })

/** Filters that every log has. */
export const commonFilters = {
  request_id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .optional(),
  ip_address: z
    .string()
    .regex(/^[0-9A-Za-z.:]{2,45}$/)
    .optional(),
  from: time.optional().describe('Not before this time (RFC 3339)'),
  to: time.optional().describe('Before this time (RFC 3339)'),
}

type Common = { readonly [name in keyof typeof commonFilters]?: string | undefined }
type CommonFilter = {
  readonly requestId?: string
  readonly address?: string
  readonly from?: Instant
  readonly to?: Instant
}

export function commonFilter({ request_id, ip_address, from, to }: Common): CommonFilter {
  return {
    ...named('requestId', request_id),
    ...named('address', ip_address),
    ...(from === undefined ? {} : { from: instant(Date.parse(from)) }),
    ...(to === undefined ? {} : { to: instant(Date.parse(to)) }),
  }
}

/** The filter of one member, or none. */
export function named<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [name in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [name in Name]?: string })
}

export const examples = {
  xid: 'dc15unbqbt112b2nq480' as Xid,
  request: {
    request_id: 'dc15unbqbt112b2nq48g',
    ip_address: '192.0.2.1',
    user_agent: 'Mozilla/5.0',
  },
} as const
