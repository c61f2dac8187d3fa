import { type Caller, type Result, type Transact, refuse } from '@lgc/kernel'
import type { PersonUnit } from './ports.ts'

type Refusal = string | { readonly reason: string }

/**
 * Puts a refusal on the record that was decided without touching anything else. Shedding load is not
 * recorded: it would add to the load.
 */
export async function reportRefusal<const R extends Refusal>(
  transact: Transact<PersonUnit>,
  caller: Caller,
  {
    event,
    refusal,
    identifier,
  }: { event: 'verify_refused' | 'registration_refused' | 'code_refused'; refusal: R; identifier: string },
): Promise<Result<never, R>> {
  const reason = typeof refusal === 'string' ? refusal : refusal.reason
  if (reason !== 'overloaded') {
    await transact(caller, ({ report }) => report({ event, identifier, details: { reason } }))
  }
  return refuse(refusal)
}
