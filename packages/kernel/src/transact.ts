import type { Caller } from './caller.ts'

/**
 * Runs `work` in one database transaction and commits whatever it returns, refusals included.
 * Only a throw rolls back. `work` may run more than once when the database reports a conflict,
 * so it must touch nothing but `unit`.
 */
export type Transact<Unit> = <T>(caller: Caller, work: (unit: Unit) => Promise<T>) => Promise<T>
