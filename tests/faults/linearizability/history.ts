/** What one operation did to a register, or saw of it. */
export type Effect =
  /** It is live from some moment within the operation on. */
  | 'begins'
  | 'seen live'
  | 'seen over'
  /** It is over from some moment within the operation on. */
  | 'ends'
  /** It was live, and this very operation ended it: nobody else can have done the same. */
  | 'spends'

/** When the operation was sent, and when its answer came; never, where nobody knows whether it was done. */
export type Span = { readonly startedAt: number; readonly endedAt: number }

export type Observed = Span & { readonly register: string; readonly effect: Effect }

/**
 * All that was done and seen, as the clients knew it. A register is a token, or a family of tokens: whatever ends
 * the family ends each of them.
 */
export type History = {
  readonly note: (register: string, effect: Effect, span: Span) => void
  readonly join: (register: string, family: string) => void
  readonly observed: readonly Observed[]
  readonly familyOf: (register: string) => string | undefined
}

export function newHistory(): History {
  const observed: Observed[] = []
  const families = new Map<string, string>()
  return {
    note: (register, effect, { startedAt, endedAt }) =>
      void observed.push({ register, effect, startedAt, endedAt }),
    join: (register, family) => void families.set(register, family),
    observed,
    familyOf: (register) => families.get(register),
  }
}
