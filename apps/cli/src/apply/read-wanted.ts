import type { Environment } from '@lgc/composition'
import { z } from 'zod'
import type { Opened } from '../with-core.ts'
import { clientSchema } from './client-schema.ts'
import { personSchema } from './person-schema.ts'
import { problemsOf, readable } from './problems.ts'
import { realmSchema } from './realm-schema.ts'
import { secretSchema } from './read-secret.ts'
import type { Placed, Wanted } from './wanted.ts'

type Around = { readonly opened: Opened; readonly env: Environment; readonly file: string }

const entries = z.array(z.unknown()).optional()
const topLevel = z.strictObject({ realms: entries, clients: entries, persons: entries })

/** What the file asks for. Every entry is read by itself, so that the problems of all show at once. */
export function readWanted(
  document: unknown,
  { opened, env, file }: Around,
): { readonly wanted: Wanted; readonly problems: readonly string[] } {
  const secret = secretSchema({ env, file, isProduction: opened.config.environment === 'production' })
  const problems: string[] = problemsOf(topLevel, document, '')
  const read = <T>(name: string, schemaFor: (entry: unknown) => z.ZodType<T>): readonly Placed<T>[] =>
    listIn(document, name).flatMap((raw, index) => {
      const path = `${name}[${index}]`
      const parsed = readable(schemaFor(raw), raw, path, problems)
      return parsed === undefined ? [] : [{ path, entry: parsed }]
    })
  const wanted = {
    realms: read('realms', () => realmSchema),
    clients: read('clients', () => clientSchema({ secret, config: opened.config })),
    persons: read('persons', (raw) =>
      personSchema({ secret, opened, nameDisplay: textIn(raw, 'name_display') }),
    ),
    mentionedClients: new Set(listIn(document, 'clients').map((raw) => textIn(raw, 'client_id'))),
  }
  return { wanted, problems }
}

function listIn(document: unknown, name: string): readonly unknown[] {
  const list = memberOf(document, name)
  return Array.isArray(list) ? list : []
}

function textIn(entry: unknown, name: string): string {
  const text = memberOf(entry, name)
  return typeof text === 'string' ? text : ''
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
