import { type FileHandle, open } from 'node:fs/promises'
import type { Outcome } from './load-rows.ts'

/** Where it is written down what became of every row, as one JSON object per line. */
export type RowReport = {
  readonly write: (outcomes: readonly Outcome[]) => Promise<void>
  readonly close: () => Promise<void>
}

/** A new report in place of the one before; it is for the operator's eyes. */
export async function openRowReport(path: string | undefined): Promise<RowReport> {
  if (path === undefined) return { write: async () => {}, close: async () => {} }
  const file: FileHandle = await open(path, 'w', 0o600)
  return {
    write: async (outcomes) => {
      await file.appendFile(outcomes.map((outcome) => `${JSON.stringify(recordOf(outcome))}\n`).join(''))
    },
    close: () => file.close(),
  }
}

function recordOf(outcome: Outcome): Readonly<Record<string, unknown>> {
  const { line, status } = outcome
  if (outcome.status !== 'error') return { line, status, person_xid: outcome.personXid, error: null }
  const { code, problems } = outcome.problem
  return { line, status, person_xid: null, error: code, ...(problems ? { problems } : {}) }
}
