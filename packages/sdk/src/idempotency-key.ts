/** A name of your own for a request that may be repeated by another process; one is made when it is absent. */
export type Named = { readonly idempotencyKey?: string }

export function nameFor({ idempotencyKey }: Named = {}): { readonly idempotencyKey: string } {
  return { idempotencyKey: idempotencyKey ?? crypto.randomUUID() }
}
