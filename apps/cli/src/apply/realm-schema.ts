import { realmNameForm } from '@lgc/client'
import { z } from 'zod'

const name = z.string().regex(realmNameForm, 'must have 1 to 64 lower case letters, digits and hyphens')

/** A realm is its name, with or without the mapping around it. */
export const realmSchema: z.ZodType<string> = z.preprocess(
  (entry) => (typeof entry === 'string' ? { name: entry } : entry),
  z.strictObject({ name }).transform((realm) => realm.name),
)
