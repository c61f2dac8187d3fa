import { hash } from 'node:crypto'
import type { Tables } from '@lgc/composition'
import type { Answer, Service } from '../../support/service.ts'
import type { Kysely } from 'kysely'

/** What there is of a piece of work in the database, counted. */
export type Traces = Readonly<Record<string, number>>

/** The process that the work is asked of. */
export type Doing = Pick<Service, 'call'> & {
  readonly work: (chore: 'seal' | 'dispatch') => Promise<void>
  readonly kill: () => Promise<void>
  /** Where the process is to die of it; null for nowhere. */
  readonly dieAt: string | null
}

/** One client that has all it needs for asking once. */
export type Attempt = {
  /** Asks, and says how it was answered: `200`, `400 authorization_code_used`. Rejects when there is no answer. */
  readonly ask: (doing: Doing) => Promise<string>
  readonly look: () => Promise<Traces>
}

/** What comes of it, for the client and in the database, when it is asked for. */
export type Outcome = { readonly answer: string; readonly traces: Traces }

export type Operation = {
  readonly name: string
  /** Makes all that the attempts have in common, and then one attempt after the other. */
  readonly begin: (service: Service) => Promise<() => Promise<Attempt>>
  readonly nothing: Traces
  readonly done: Outcome
  /** When it is asked for a second time although it was done. Where it was not, `done` is what has to come of it. */
  readonly again: Outcome
  /** Moments beside those that are found by following it, or in their place. */
  readonly points?: readonly Point[]
  /** In a small database several of these wait for each other. */
  readonly diesAlone?: boolean
  /** How much later the next process comes by. */
  readonly waitInSeconds?: number
}

/** A moment at which a process dies, and whether the work was done by then. */
export type Point = { readonly moment: string; readonly isDone: boolean }

type Db = Kysely<Tables>

export function digestOf(secret: string): never {
  return hash('sha256', secret, 'hex') as never
}

export async function rows(query: { execute(): Promise<readonly unknown[]> }): Promise<number> {
  return (await query.execute()).length
}

/** How many records there are of something that was done to one of these. */
export async function records(db: Db, action: string, targets: readonly string[]): Promise<number> {
  if (targets.length === 0) return 0
  const found = db.selectFrom('audit_log').select('xid').where('action', '=', action)
  return rows(found.where('target_xid', 'in', targets))
}

/** How a client tells answers apart. */
export function wordsOf(answer: Answer): string {
  return answer.status < 400 ? String(answer.status) : `${answer.status} ${String(answer.body['code'])}`
}
