import type { Answer } from './answer.ts'
import { type Ask, type Fetch, type Question as Bare, askLgc } from './ask-lgc.ts'
import { LgcUnavailable } from './lgc-unavailable.ts'
import type { Read } from './read-shape.ts'

export type Question = Omit<Bare, 'headers'> & { readonly idempotencyKey?: string }

export type AskAgain = <T>(question: Question, read: Read<T>) => Promise<Answer<T>>

export type Patience = {
  /** How often a question is asked at most; 5 unless told. */
  readonly maxAttempts?: number
  /** The longest that one wait may take; a longer one that LGC asks for is left to the caller. 60 unless told. */
  readonly longestWaitInSeconds?: number
}

/** How a job reaches LGC: with a key, and with time to wait. */
export type JobSettings = {
  /** The origin of LGC: `https://login.example`. */
  readonly issuer: string
  readonly apiKey: string
  readonly fetch?: Fetch
  /** For each answer as a whole; 30000 unless told. */
  readonly timeoutInMilliseconds?: number
  readonly patience?: Patience
}

const firstWaitInSeconds = 1

/**
 * Asks again what LGC had no time for (429, 503), when LGC says. What got no answer at all is asked again only
 * if it does nothing, or does nothing twice: it was named by an idempotency key.
 */
export function askAgain(settings: JobSettings, headers: Readonly<Record<string, string>> = {}): AskAgain {
  const { issuer, apiKey, patience = {}, timeoutInMilliseconds = 30_000 } = settings
  checkSettings(settings)
  const { fetch = (address: string, request: RequestInit) => globalThis.fetch(address, request) } = settings
  const ask = askLgc({ issuer, fetch, timeoutInMilliseconds })
  const { maxAttempts = 5, longestWaitInSeconds = 60 } = patience
  return async (question, read) => {
    for (let attempt = 1; ; attempt++) {
      const outcome = await outcomeOf(ask, question, read, { ...headers, 'X-API-Key': apiKey })
      const wait = waitFor(outcome, question, attempt)
      if (wait === undefined || wait > longestWaitInSeconds || attempt >= maxAttempts) return settled(outcome)
      await new Promise((resolve) => setTimeout(resolve, wait * 1000))
    }
  }
}

type Outcome<T> = { readonly answer: Answer<T> } | { readonly fault: unknown }

function outcomeOf<T>(
  ask: Ask,
  { idempotencyKey, ...question }: Question,
  read: Read<T>,
  headers: Readonly<Record<string, string>>,
): Promise<Outcome<T>> {
  const named = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey }
  const asked = ask({ ...question, headers: { ...headers, ...named } }, (body) => read(body, ''))
  return asked.then(
    (answer) => ({ answer }),
    (fault: unknown) => ({ fault }),
  )
}

function settled<T>(outcome: Outcome<T>): Answer<T> {
  if ('fault' in outcome) throw outcome.fault
  return outcome.answer
}

/** Seconds until it is worth asking again; undefined when it is not. */
function waitFor(outcome: Outcome<unknown>, question: Question, attempt: number): number | undefined {
  const usual = firstWaitInSeconds * 2 ** (attempt - 1)
  if ('answer' in outcome) {
    if (outcome.answer.ok || outcome.answer.problem.status !== 429) return undefined
    const told = outcome.answer.problem.details['retry_after']
    return typeof told === 'number' ? told : usual
  }
  const { fault } = outcome
  if (!(fault instanceof LgcUnavailable)) return undefined
  if (fault.status === 503) return fault.retryAfterInSeconds ?? usual
  const isHarmless = question.method === 'GET' || question.idempotencyKey !== undefined
  return fault.status === undefined && isHarmless ? usual : undefined
}

function checkSettings({ issuer }: JobSettings): void {
  if (!/^https?:\/\/[^\s/?#@]+$/.test(issuer)) {
    throw new Error('issuer must be an origin, without a path or a slash at its end')
  }
  if ('document' in globalThis) {
    throw new Error('apiKey belongs on the server: a browser shows it to everybody')
  }
}
