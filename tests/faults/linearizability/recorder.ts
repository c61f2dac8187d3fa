import type { ApiProcess, Outgoing, Reply } from '../../support/processes.ts'
import type { Span } from './history.ts'

export type Callee = Pick<ApiProcess, 'call'> & { readonly isUp: () => boolean }

/** How an operation went: without a reply, or with 503, nobody knows whether it was done. */
export type Asked = { readonly reply: Reply | undefined; readonly span: Span }

export type Recorder = {
  readonly ask: (callee: Callee, path: string, outgoing: Outgoing) => Promise<Asked>
  /** How many got an answer, by kind of operation; those that did not, as `unknown`. */
  readonly tally: () => Readonly<Record<string, number>>
  readonly answered: () => number
  /** Answers that no fault explains. */
  readonly unexpected: readonly string[]
}

/** Sends operations and times them; whoever asks says what the answer means. */
export function newRecorder(): Recorder {
  const counts: Record<string, number> = {}
  const unexpected: string[] = []
  const count = (kind: string): void => {
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return {
    async ask(callee, path, outgoing) {
      const startedAt = performance.now()
      const reply = await callee.call(path, outgoing).catch(() => undefined)
      const endedAt = performance.now()
      const isKnown = reply !== undefined && reply.status < 500
      if (reply && !isKnown && (reply.status !== 503 || reply.headers['retry-after'] === undefined))
        unexpected.push(`${path} ${reply.status} ${reply.text.slice(0, 200)}`)
      count(isKnown ? `${outgoing.method ?? 'POST'} ${path} ${reply.status}` : 'unknown')
      return isKnown
        ? { reply, span: { startedAt, endedAt } }
        : { reply: undefined, span: { startedAt, endedAt: Infinity } }
    },
    tally: () => counts,
    answered: () =>
      Object.entries(counts).reduce((sum, [kind, times]) => (kind === 'unknown' ? sum : sum + times), 0),
    unexpected,
  }
}
