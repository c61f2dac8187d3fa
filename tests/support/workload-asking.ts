import { setTimeout as pause } from 'node:timers/promises'
import type { ApiProcess, Outgoing, Reply } from './processes.ts'
import { type Change, type Operation, type Subject, outcomeOf } from './workload-checker.ts'

/** Who answers: a process, or whatever stands before several of them. */
export type Target = Pick<ApiProcess, 'call'>

/** What the people of the load sign in to. Prepared once, before anything is broken. */
export type Products = {
  readonly native: { readonly clientId: string; readonly secret: string; readonly apiKey: string }
  readonly oidc: { readonly clientId: string; readonly authorization: string }
}

export type LoadSettings = {
  /** Asked anew for each request. */
  readonly next: () => Target
  readonly products: Products
  readonly workers: number
  /** Requests a second of all workers together; without it each asks as fast as it is answered. */
  readonly perSecond?: number
}

/** A request without an answer for so long has an unknown outcome. */
const answerLimitInMilliseconds = 20_000
const pauseAfterRefusalInMilliseconds = 25

/** What an answer means for what it is about. */
export type Meaning = { readonly writes?: readonly Change[]; readonly shows?: readonly Change[] }

export type Step = {
  readonly kind: Operation['kind']
  readonly path: string
  readonly outgoing?: Outgoing
  /** What it does, as far as that is known before the answer: without an answer it may have been done. */
  readonly does?: readonly Change[]
  /** By status and code, such as `201` or `409 identifier_taken`. Any other answer but 503 is a violation. */
  readonly answers: Readonly<Record<string, (reply: Reply) => Meaning>>
}

export type Run = LoadSettings & {
  readonly journal: Operation[]
  isStopping: boolean
  nextAt: number
}

/** The answer to a step, or undefined when there was none that says what became of it. */
export type Asked = Reply | undefined

/** Tries again after an answer that says nothing, as a client does, until the load is to stop. */
export async function until(run: Run, attempt: () => Promise<Asked>): Promise<Asked> {
  while (!run.isStopping) {
    const reply = await attempt()
    if (reply) return reply
    await pause(pauseAfterRefusalInMilliseconds * (1 + Math.random()))
  }
  return undefined
}

export async function ask(run: Run, { path, outgoing, ...step }: Step): Promise<Asked> {
  await turn(run)
  const startedAt = performance.now()
  const reply = await answerOf(run.next(), path, outgoing)
  const operation = operationOf(step, reply)
  run.journal.push({ ...operation, startedAt, endedAt: performance.now() })
  return operation.outcome === 'unknown' ? undefined : reply
}

function operationOf(
  { kind, does = [], answers }: Pick<Step, 'kind' | 'does' | 'answers'>,
  reply: Asked,
): Omit<Operation, 'startedAt' | 'endedAt'> {
  if (!reply) return { ...unanswered, kind, doubts: does }
  const { status, headers } = reply
  const code = status < 400 ? null : String(reply.body['code'] ?? reply.body['error'])
  const outcome = outcomeOf(status)
  const meaning = answers[code === null ? `${status}` : `${status} ${code}`]
  return {
    ...unanswered,
    kind,
    status,
    code,
    retryAfter: headers['retry-after'] ?? null,
    outcome,
    isExpected: outcome === 'unknown' || meaning !== undefined,
    doubts: outcome === 'unknown' ? does : [],
    ...meaning?.(reply),
  }
}

const unanswered = {
  status: null,
  code: null,
  retryAfter: null,
  outcome: 'unknown',
  isExpected: true,
  writes: [],
  shows: [],
} as const

function answerOf(target: Target, path: string, outgoing: Outgoing | undefined): Promise<Asked> {
  const late = pause(answerLimitInMilliseconds, undefined, { ref: false })
  return Promise.race([target.call(path, outgoing).catch(() => undefined), late])
}

/** Waits for the moment of the next request, where there is a rate. */
async function turn(run: Run): Promise<void> {
  if (run.perSecond === undefined || run.isStopping) return
  const now = performance.now()
  run.nextAt = Math.max(run.nextAt + 1000 / run.perSecond, now)
  await pause(run.nextAt - now)
}

export const nothing = (): Meaning => ({})
export const live = (...subjects: readonly Subject[]): readonly Change[] =>
  subjects.map((subject) => ({ subject, becomes: 'live' }))
export const liveFor = (seconds: number, ...subjects: readonly Subject[]): readonly Change[] =>
  live(...subjects).map((change) => ({ ...change, livesForSeconds: seconds }))
export const over = (...subjects: readonly Subject[]): readonly Change[] =>
  subjects.map((subject) => ({ subject, becomes: 'over' }))
