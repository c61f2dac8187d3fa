import type { Details, Result } from '@lgc/kernel'
import { type AuthenticationSuspicion, suspicionOf } from '../domain/events.ts'
import type { AuthenticationUnit } from './ports.ts'

/** A reason by itself, or with details for whoever is refused. */
export type Refusal = string | { readonly reason: string; readonly details: Details }

function reasonOf(refusal: Refusal): string {
  return typeof refusal === 'string' ? refusal : refusal.reason
}

/** Puts a refusal on the record, in the transaction that refuses, and passes the outcome on. */
export async function reported<T, R extends Refusal>(
  { report }: AuthenticationUnit,
  outcome: Result<T, R>,
  step: AuthenticationSuspicion,
  about: { readonly claimedClientId?: string; readonly details?: Details } = {},
): Promise<Result<T, R>> {
  if (outcome.ok) return outcome
  const reason = reasonOf(outcome.refusal)
  await report({ ...about, event: suspicionOf(reason, step), details: { ...about.details, reason } })
  return outcome
}
