import type { Kysely } from 'kysely'

/**
 * The same handle with fewer tables in sight: what a context is handed. kysely's types are invariant in the
 * tables, so the compiler cannot see by itself that fewer is safe; the constraint on `All` is the proof.
 */
export function narrow<All extends Own, Own>(db: Kysely<All>): Kysely<Own> {
  return db as unknown as Kysely<Own>
}
