import type { Answer, Problem } from './answer.ts'
import { isRecord, isText, member, optionalMember } from './json-member.ts'
import { LgcUnavailable } from './lgc-unavailable.ts'
import { retryAfterOf } from './retry-after-of.ts'

export type Fetch = (address: string, request: RequestInit) => Promise<Response>

export type Question = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: Readonly<Record<string, unknown>>
}

export type Ask = <T>(question: Question, read: (body: unknown) => T) => Promise<Answer<T>>

type Line = {
  readonly issuer: string
  readonly fetch: Fetch
  readonly timeoutInMilliseconds: number
}

/** One request and its answer. Nothing is tried twice: a code is good once, and the caller knows best. */
export function askLgc(line: Line): Ask {
  return async (question, read) => {
    const { response, text } = await send(line, question)
    const { status, headers } = response
    const requestId = headers.get('x-request-id') ?? undefined
    const retryAfterInSeconds = retryAfterOf(headers, Date.now())
    const circumstances = { status, requestId, retryAfterInSeconds }
    if (status >= 500) throw new LgcUnavailable(`LGC answered ${status}`, circumstances)
    try {
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      return response.ok ? { ok: true, value: read(body) } : { ok: false, problem: problemOf(status, body) }
    } catch (cause) {
      throw new LgcUnavailable(`LGC answered ${status} in odd words`, { ...circumstances, cause })
    }
  }
}

// Redirects are refused: no answer of these calls is one, and the credentials must not follow it.
async function send(
  { issuer, fetch, timeoutInMilliseconds }: Line,
  { method, path, headers, json }: Question,
): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(`${issuer}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        ...headers,
        ...(json && { 'Content-Type': 'application/json' }),
      },
      ...(json && { body: JSON.stringify(json) }),
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutInMilliseconds),
    })
    return { response, text: await response.text() }
  } catch (cause) {
    throw new LgcUnavailable('LGC did not answer', { cause })
  }
}

export function problemOf(status: number, body: unknown): Problem {
  const fields = isRecord(body) ? body['fields'] : undefined
  return {
    code: member(body, 'code', isText),
    status,
    requestId: member(body, 'request_id', isText),
    details: { ...optionalMember(body, 'details', isRecord), ...(fields === undefined ? {} : { fields }) },
  }
}
