import { type Answer, type CallbackProblem, callbackProblem } from './answer.ts'

/** Hand both to `exchangeCode`, with the verifier of the same sign-in. */
export type CallbackAnswer = { readonly code: string; readonly iss: string }

/**
 * What the browser brought back. The state comes first: until it proves that this browser asked, nothing in
 * the address is worth reading. The issuer is next, and LGC always names itself, so that another server's
 * answer is never taken for LGC's (RFC 9207, section 2.4).
 */
export function answerOf(
  issuer: string,
  callbackUrl: string | URL,
  { state }: { readonly state: string },
): Answer<CallbackAnswer, CallbackProblem> {
  const parameters = parametersOf(issuer, callbackUrl)
  if (state === '' || only(parameters, 'state') !== state) return callbackProblem('state_mismatch')
  if (only(parameters, 'iss') !== issuer) return callbackProblem('issuer_mismatch')
  if (parameters.has('error')) return callbackProblem(errorIn(parameters))
  const code = only(parameters, 'code')
  return code ? { ok: true, value: { code, iss: issuer } } : callbackProblem('answer_malformed')
}

/** Servers know the address that was called as a path or in full. */
function parametersOf(issuer: string, callbackUrl: string | URL): URLSearchParams {
  const address = String(callbackUrl)
  return URL.canParse(address, issuer) ? new URL(address, issuer).searchParams : new URLSearchParams()
}

/** Anybody can write an address, so an error counts only if it looks like the name of one. */
function errorIn(parameters: URLSearchParams): string {
  const error = only(parameters, 'error') ?? ''
  return /^[a-z_]{1,64}$/.test(error) ? error : 'answer_malformed'
}

/** RFC 6749, section 3.1: a parameter must not be sent twice. */
function only(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name)
  return values.length === 1 ? values[0] : undefined
}
