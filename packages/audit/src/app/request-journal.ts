import type { ServedRequest } from '../domain/served-request.ts'

/** Where batches of answered requests are written. */
export type AppendRequests = (requests: readonly ServedRequest[]) => Promise<void>

/** Notes answered requests without making them wait. */
export interface RequestJournal {
  note(request: ServedRequest): void
  /** How many were lost because the buffer was full or the batch could not be written. */
  dropped(): number
  /** Writes what is left. */
  close(): Promise<void>
}

export type JournalLimits = {
  readonly batch: number
  readonly buffered: number
  readonly intervalInMilliseconds: number
}

/** How many are written at once when there are enough. */
export const wholeBatch = 500

const defaults: JournalLimits = { batch: wholeBatch, buffered: 10_000, intervalInMilliseconds: 500 }

/** A bounded buffer, written in batches. The request log is best effort: it never fails or delays a request. */
export function requestJournal(append: AppendRequests, limits: JournalLimits = defaults): RequestJournal {
  const waiting: ServedRequest[] = []
  let dropped = 0
  let writing: Promise<void> = Promise.resolve()
  const timer = setInterval(flush, limits.intervalInMilliseconds)
  timer.unref()

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, limits.batch)
      await append(batch).catch(() => {
        dropped += batch.length
      })
    }
  }

  function flush(): void {
    if (waiting.length > 0) writing = writing.then(writeAll)
  }

  return {
    note(request) {
      if (waiting.length >= limits.buffered) dropped++
      else waiting.push(request)
    },
    dropped: () => dropped,
    async close() {
      clearInterval(timer)
      flush()
      await writing
    },
  }
}
