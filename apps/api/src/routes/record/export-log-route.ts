import { type ExportFormat, exportFormats } from '@lgc/audit'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import { readQuery } from '../../http/query.ts'
import type { Administration } from '../admin/administration.ts'
import { asKeeperOfRealms } from '../admin/realms.ts'
import type { LogDoor } from './log-door.ts'

const mediaTypes: Record<ExportFormat, string> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
}
const choice = { format: z.enum(exportFormats).optional().describe('`ndjson` unless said') }

/** A whole log, or what of it the filters let through, in a stream that needs little memory on either side. */
export function exportLogRoute<Entry, Filter, Asked extends z.ZodRawShape>(
  administration: Pick<Administration, 'core'>,
  door: LogDoor<Entry, Filter, Asked>,
): Endpoint {
  const filters = z.strictObject(door.filters)
  const query = z.strictObject({ ...door.filters, ...choice })
  const formats = z.object(choice)
  return {
    method: 'get',
    path: `/admin/${door.name}/export`,
    isForBrowsers: false,
    operation: {
      id: `export${door.title}`,
      summary: `Export ${door.what}`,
      description:
        'Newest first, everything that the filters let through, as it is read: an answer that ends early is ' +
        'not complete. In CSV, a cell that a spreadsheet would take for a formula begins with an apostrophe.',
      tag: 'Administration',
      query,
      credentials: ['apiKey'],
      answers: {
        200: {
          description: 'One entry in each line',
          texts: {
            'application/x-ndjson': `${JSON.stringify(door.example)}\n`,
            'text/csv': csvExample(door),
          },
        },
      },
      errors: ['api_key_missing', 'api_key_invalid', 'api_key_role_forbidden', 'realm_forbidden'],
    },
    handle: (c) =>
      asKeeperOfRealms(c, administration, async () => {
        const asked = readQuery(c, query)
        if (!asked.ok) return asked.refusal
        const { format = 'ndjson', ...rest } = { ...asked.value, ...formats.parse(asked.value) }
        c.header('Content-Type', mediaTypes[format])
        c.header('Content-Disposition', `attachment; filename="${door.name}.${format}"`)
        return c.body(streamOf(door.exportAll(door.toFilter(filters.parse(rest)), format)))
      }),
  }
}

/** Asks for the next piece when the reader is ready for it, and for no more when the reader is gone. */
function streamOf(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next()
        if (done) controller.close()
        else controller.enqueue(encoder.encode(value))
      },
      async cancel() {
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

function csvExample({ example }: { readonly example: Readonly<Record<string, unknown>> }): string {
  return `${Object.keys(example).join(',')}\r\n`
}
