/** Why LGC said no. Branch on `code`; quote `requestId` to whoever runs LGC. */
export type Problem = {
  readonly code: string
  readonly status: number
  readonly requestId: string
  /** What the code carries along; the faulty parameters of `validation_failed` are in its `fields`. */
  readonly details: Readonly<Record<string, unknown>>
}

/**
 * Why a browser that came back brings nothing to go on with: one of the first three, or the error that LGC
 * named (RFC 6749, section 4.1.2.1), `access_denied` for one. It came by way of the browser, so there is no
 * request to quote.
 */
export type CallbackProblem = {
  readonly code: 'state_mismatch' | 'issuer_mismatch' | 'answer_malformed' | (string & {})
  readonly status: null
  readonly requestId: null
  readonly details: Readonly<Record<string, unknown>>
}

export type Answer<T, P = Problem> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: P }

export function callbackProblem(code: CallbackProblem['code']): {
  readonly ok: false
  readonly problem: CallbackProblem
} {
  return { ok: false, problem: { code, status: null, requestId: null, details: {} } }
}
