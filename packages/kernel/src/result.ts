/** The outcome of a decision. Refusals are values, so they commit; faults are thrown, so they roll back. */
export type Result<T, R> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: R }

export function accept<T>(value: T): Result<T, never> {
  return { ok: true, value }
}

export function refuse<const R>(refusal: R): Result<never, R> {
  return { ok: false, refusal }
}
