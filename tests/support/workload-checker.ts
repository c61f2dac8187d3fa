/** What an operation is about: a person by address, a session or a token by itself. */
export type Subject = `${'person' | 'session' | 'access_token' | 'refresh_token'} ${string}`

export type Change = {
  readonly subject: Subject
  readonly becomes: 'live' | 'over'
  /** After which it is over by itself, as the answer says. */
  readonly livesForSeconds?: number
}

/** Acknowledged is what the caller was told is done, refused what it was told is not; the rest may be either. */
export type Outcome = 'acknowledged' | 'refused' | 'unknown'

export type Operation = {
  readonly kind:
    | 'register'
    | 'verify'
    | 'login'
    | 'authorize'
    | 'exchange'
    | 'tokens'
    | 'refresh'
    | 'check'
    | 'end'
    | 'revoke'
    | 'confirm'
  /** Milliseconds of `performance.now()`. */
  readonly startedAt: number
  readonly endedAt: number
  /** Null where no answer came. */
  readonly status: number | null
  readonly code: string | null
  readonly retryAfter: string | null
  readonly outcome: Outcome
  /** Whether this answer may be given at all to what was asked. */
  readonly isExpected: boolean
  /** What may have been done, or may yet be, though nobody said so. */
  readonly doubts: readonly Change[]
  /** What was done, as the answer says. */
  readonly writes: readonly Change[]
  /** What the answer says there was when it was asked. */
  readonly shows: readonly Change[]
}

export type Journal = readonly Operation[]

const writing: ReadonlySet<Operation['kind']> = new Set([
  'register',
  'login',
  'exchange',
  'tokens',
  'refresh',
  'end',
  'revoke',
])

export function outcomeOf(status: number | null): Outcome {
  if (status === null || status >= 500) return 'unknown'
  return status < 400 ? 'acknowledged' : 'refused'
}

type Known = 'live' | 'over' | 'perhaps live' | 'perhaps over'

/**
 * Every answer that contradicts an earlier one, or that must not be given. Each subject is used by one worker
 * at a time, so that the order of its answers is the order of what was done; and no subject lives twice.
 */
export function violationsIn(journal: Journal): readonly string[] {
  const known = new Map<Subject, Known>()
  const ends = new Map<Subject, End>()
  const inOrder = [...journal].sort((one, other) => one.endedAt - other.endedAt)
  return inOrder.flatMap((operation) => {
    const { kind, status, code, outcome, isExpected, shows, writes, doubts } = operation
    const said = `${kind} answered ${status} ${code ?? ''}`.trim()
    const wrong = shows.flatMap(({ subject, becomes: shown }) => {
      const before = whenAsked(known.get(subject), ends.get(subject), operation)
      known.set(subject, settled(before, shown))
      return isContradiction(before, shown) ? [`${said}: ${subject} is ${shown}, was ${before}`] : []
    })
    for (const { subject, becomes, livesForSeconds } of writes) {
      known.set(subject, becomes)
      if (livesForSeconds !== undefined) ends.set(subject, endOf(operation, livesForSeconds))
    }
    for (const change of doubts) known.set(change.subject, doubted(known.get(change.subject), change))
    const isUnconfirmed = kind === 'confirm' && outcome === 'unknown'
    return [...wrong, ...(isExpected && !isUnconfirmed ? [] : [`${said}: not an answer to that`])]
  })
}

/** Between which moments something ends by itself: from when on it may be over, and from when on it is. */
type End = { readonly earliest: number; readonly latest: number }

const roundingInMilliseconds = 1000

function endOf({ startedAt, endedAt }: Operation, livesForSeconds: number): End {
  const lifetime = livesForSeconds * 1000
  return { earliest: startedAt + lifetime, latest: endedAt + lifetime + roundingInMilliseconds }
}

function whenAsked(
  known: Known | undefined,
  end: End | undefined,
  { startedAt, endedAt }: Operation,
): Known | undefined {
  if (!end || known === undefined || endedAt < end.earliest) return known
  return startedAt > end.latest ? 'over' : 'perhaps over'
}

/** What is live was made by somebody: what nobody may have made is not. */
function isContradiction(before: Known | undefined, shown: 'live' | 'over'): boolean {
  return shown === 'live' ? before === 'over' || before === undefined : before === 'live'
}

/** What may have been made and is not there may come yet, and what may have been ended and is there may go. */
function settled(before: Known | undefined, shown: 'live' | 'over'): Known {
  if (before === 'perhaps live') return shown === 'live' ? 'live' : before
  if (before === 'perhaps over') return shown === 'over' ? 'over' : before
  return before ?? shown
}

function doubted(before: Known | undefined, { becomes }: Change): Known {
  if (becomes === 'live') return before ?? 'perhaps live'
  return before === 'live' ? 'perhaps over' : (before ?? 'perhaps over')
}

/** Answers of 500 and above that are not `503` with `Retry-After`, and requests that got none at all. */
export function faultsIn(journal: Journal): readonly string[] {
  return journal.flatMap(({ kind, status, code, retryAfter }) => {
    if (status === null) return [`${kind}: no answer`]
    const isAllowed = status < 500 || (status === 503 && retryAfter !== null)
    return isAllowed ? [] : [`${kind}: ${status} ${code ?? ''}`.trim()]
  })
}

export type Figures = {
  readonly operations: number
  readonly acknowledgedWrites: number
  readonly unavailable: number
  readonly unanswered: number
  /** How often each answer came, by status and code. */
  readonly answers: Readonly<Record<string, number>>
  /** The longest time in which no write was acknowledged, from the first to the last of them. */
  readonly longestGapInMilliseconds: number
  readonly slowestInMilliseconds: number
}

export function figuresOf(journal: Journal): Figures {
  const answers: Record<string, number> = {}
  for (const { status, code } of journal) {
    const answer = `${status ?? 'none'}${code === null ? '' : ` ${code}`}`
    answers[answer] = (answers[answer] ?? 0) + 1
  }
  const times = acknowledgedWriteTimes(journal)
  const gaps = times.map((time, index) => time - (times[index - 1] ?? time))
  return {
    operations: journal.length,
    acknowledgedWrites: times.length,
    unavailable: journal.filter(({ status }) => status === 503).length,
    unanswered: journal.filter(({ status }) => status === null).length,
    answers,
    longestGapInMilliseconds: largest(gaps),
    slowestInMilliseconds: largest(journal.map(durationOf)),
  }
}

const largest = (numbers: readonly number[]): number =>
  Math.round(numbers.reduce((most, one) => Math.max(most, one), 0))
const durationOf = ({ startedAt, endedAt }: Operation): number => endedAt - startedAt

function acknowledgedWriteTimes(journal: Journal): readonly number[] {
  return journal
    .filter(({ kind, outcome }) => outcome === 'acknowledged' && writing.has(kind))
    .map(({ endedAt }) => endedAt)
    .sort((one, other) => one - other)
}

/** Milliseconds from a moment of `performance.now()` to the first write that was asked for and acknowledged after. */
export function recoveryAfter(journal: Journal, moment: number): number {
  const first = acknowledgedWriteTimes(journal.filter(({ startedAt }) => startedAt >= moment))[0]
  return first === undefined ? Number.POSITIVE_INFINITY : Math.round(first - moment)
}
