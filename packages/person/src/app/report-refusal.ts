import { type Caller, type Details, type Result, type Transact, refuse } from '@lgc/kernel'
import type { PersonSuspicion } from '../domain/events.ts'
import type { PersonUnit } from './ports.ts'

type Refusal = string | { readonly reason: string }

type Refused<R extends Refusal> = {
  readonly event: PersonSuspicion
  readonly refusal: R
  /** As it was typed, where somebody was named by it. */
  readonly identifier?: string
  readonly details?: Details
}

/**
 * Puts a refusal on the record that was decided without touching anything else. Shedding load is not
 * recorded: it would add to the load.
 */
export async function reportRefusal<const R extends Refusal>(
  transact: Transact<PersonUnit>,
  caller: Caller,
  { event, refusal, identifier, details }: Refused<R>,
): Promise<Result<never, R>> {
  const reason = typeof refusal === 'string' ? refusal : refusal.reason
  if (reason !== 'overloaded') {
    const about = identifier === undefined ? {} : { identifier }
    await transact(caller, ({ report }) => report({ event, ...about, details: { reason, ...details } }))
  }
  return refuse(refusal)
}
