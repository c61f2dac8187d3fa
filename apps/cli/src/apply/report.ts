import type { Answer, CliRefusal } from '../answer.ts'
import { table } from '../table.ts'
import type { DoneStep, Outcome } from './step.ts'

export type Performance = {
  readonly done: readonly DoneStep[]
  readonly isDryRun?: true
  readonly refusal?: CliRefusal
  readonly fault?: Error
}

/** A line for each thing, then the secrets that were made. */
export function report({ done, isDryRun, refusal, fault }: Performance): Answer {
  const rows = done.map(({ outcome, kind, name, changes }) => [
    outcome,
    kind.replace('_', ' '),
    changes.length > 0 ? `${name} (${changes.join(', ')})` : name,
  ])
  const secrets = done.flatMap(({ secret, clientId, kind, name }) =>
    secret === undefined ? [] : [{ client_id: clientId, kind, name, value: secret }],
  )
  const shown = secrets.map(({ name, value }) => `\nThe API key ${name}, shown this once:\n${value}`)
  const json = {
    ...(isDryRun ? { dry_run: true } : {}),
    created: ofOutcome(done, 'created'),
    updated: ofOutcome(done, 'updated'),
    unchanged: done.filter(({ outcome }) => outcome === 'unchanged').length,
    secrets,
  }
  return {
    result: { text: [table(rows), ...shown].join('\n'), json },
    ...(isDryRun ? { note: 'Nothing was changed: this was a dry run.' } : {}),
    ...(refusal ? { refusal } : {}),
    ...(fault ? { fault } : {}),
  }
}

function ofOutcome(done: readonly DoneStep[], wanted: Outcome): readonly object[] {
  return done
    .filter(({ outcome }) => outcome === wanted)
    .map(({ kind, name, xid, changes }) => ({
      kind,
      name,
      ...(xid === undefined ? {} : { xid }),
      ...(wanted === 'updated' ? { changes } : {}),
    }))
}
