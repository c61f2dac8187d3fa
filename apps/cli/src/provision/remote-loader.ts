import { readFile } from 'node:fs/promises'
import { type Result, accept, refuse } from '@lgc/kernel'
import type { Newcomer } from '@lgc/person'
import {
  type Newcomer as RemoteNewcomer,
  type Problem,
  type ProvisionedItem,
  provisioningClient,
} from '@lgc/sdk'
import { type Answer, refused } from '../answer.ts'
import type { Outcome } from './load-rows.ts'
import type { Row, RowProblem } from './row.ts'

type LoadRemotely = (rows: readonly Row[]) => Promise<readonly Outcome[]>

/** Brings people in over HTTP. Whoever the client brought in before is unchanged, as in a load at hand. */
export async function remoteLoader(url: string, keyFile: string): Promise<Result<LoadRemotely, Answer>> {
  const apiKey = (await readFile(keyFile, 'utf8').catch(() => '')).trim()
  if (!/^[!-~]+$/.test(apiKey)) return refuse(refused('api_key_unreadable', `There is no key in ${keyFile}.`))
  if (!/^https?:\/\/[^\s/?#@]+$/.test(url)) {
    return refuse(refused('url_invalid', 'The URL is an origin, such as https://login.example.'))
  }
  const { provisionAll } = provisioningClient({ issuer: url, apiKey })
  return accept(async (rows) => {
    const people = rows.flatMap(({ newcomer }) => (newcomer.ok ? [remoteFrom(newcomer.value)] : []))
    const items: ProvisionedItem[] = []
    for await (const item of provisionAll(people)) items.push(item)
    const answered = items.values()
    return rows.map(({ line, newcomer }) => {
      if (!newcomer.ok) return { line, status: 'error', problem: newcomer.refusal }
      const next = answered.next()
      if (next.done) throw new Error('A row of a batch has no outcome')
      return outcomeOf(line, next.value)
    })
  })
}

function remoteFrom(newcomer: Newcomer): RemoteNewcomer {
  const { nameDisplay, nameLegal, type, identifier, password, scopes, accessLevel } = newcomer
  if (type === 'google') throw new Error('A row names a type that nobody is provisioned with')
  return {
    nameDisplay,
    ...(nameLegal === null ? {} : { nameLegal }),
    identity: { type, identifier, ...(password === null ? {} : { challenge: password }) },
    ...(scopes === null ? {} : { consent: { scopes } }),
    ...(accessLevel === null ? {} : { grant: { accessLevel } }),
  }
}

function outcomeOf(line: number, item: ProvisionedItem): Outcome {
  if (item.ok) return { line, status: 'created', personXid: item.value.person.xid }
  const { code, details } = item.problem
  const known = details['person_xid']
  if (code === 'identifier_taken' && typeof known === 'string') {
    return { line, status: 'unchanged', personXid: known }
  }
  return { line, status: 'error', problem: problemOf(item.problem) }
}

function problemOf({ code, details }: Problem): RowProblem {
  const problems = Object.values(details)
    .flat()
    .map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
  return problems.length === 0 ? { code } : { code, problems }
}
