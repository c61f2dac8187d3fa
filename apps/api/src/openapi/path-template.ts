import { z } from 'zod'
import { xid } from '../routes/schemas.ts'

const parameter = /:([a-z_]+)/g

/** `/persons/:xid` as OpenAPI writes it: `/persons/{xid}`. */
export function templateOf(path: string): string {
  return path.replace(parameter, '{$1}')
}

/** Every parameter of a path is the xid of something. */
export function parametersOf(path: string): z.ZodObject | undefined {
  const names = [...path.matchAll(parameter)].map(([, name = '']) => name)
  return names.length > 0 ? z.object(Object.fromEntries(names.map((name) => [name, xid]))) : undefined
}
