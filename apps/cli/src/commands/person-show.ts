import type { Identity } from '@lgc/person'
import type { Command } from 'commander'
import { allOf } from '../all-of.ts'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { findPerson } from '../find-person.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table, when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly realm: string }

export function addPersonShow(parent: Command, shell: Shell): void {
  parent
    .command('show')
    .description('show a person with identities and active grants')
    .argument('<xid_or_identifier>')
    .option('--realm <realm>', 'where an identifier is looked up', 'default')
    .option('--json', 'print JSON')
    .action((named: string, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => show(opened, named, options.realm))),
    )
}

async function show({ core }: Opened, named: string, realmName: string): Promise<Answer> {
  const found = await findPerson(core, named, realmName)
  if (!found.ok) return refusedBy(found.refusal)
  const { xid, nameDisplay, nameLegal, status, createdAt } = found.value
  const identities = await core.queries.identities.listOf(xid)
  const filter = { of: { personXid: xid }, includesRevoked: false }
  const grants = await allOf((page) => core.queries.listGrants(filter, page))
  const about = [
    ['XID', xid],
    ['NAME', nameDisplay],
    ['LEGAL NAME', nameLegal ?? '-'],
    ['STATUS', status],
    ['SINCE', when(createdAt)],
  ]
  const entries = grants.map(({ clientId, accessLevel, createdAt: at }) => [clientId, accessLevel, when(at)])
  const text = [
    table(about),
    table([['IDENTITY', 'TYPE', 'PASSWORD', 'VERIFIED', 'LAST USED'], ...identities.map(rowOf)]),
    table([['MAY ENTER', 'AS', 'SINCE'], ...entries]),
  ].join('\n\n')
  const person = {
    xid,
    name_display: nameDisplay,
    name_legal: nameLegal,
    status,
    created_at: when(createdAt),
  }
  const json = {
    person,
    identities: identities.map(jsonOf),
    grants: grants.map((one) => ({ xid: one.xid, client_id: one.clientId, access_level: one.accessLevel })),
  }
  return { result: { text, json } }
}

function rowOf(identity: Identity): readonly string[] {
  const { identifier, type, hasChallenge, verifiedAt, lastUsedAt } = identity
  return [identifier, type, hasChallenge ? 'yes' : 'no', when(verifiedAt), when(lastUsedAt)]
}

function jsonOf(identity: Identity): object {
  const orNull = (at: number | null): string | null => (at === null ? null : when(at))
  return {
    xid: identity.xid,
    type: identity.type,
    identifier: identity.identifier,
    is_primary: identity.isPrimary,
    has_challenge: identity.hasChallenge,
    verified_at: orNull(identity.verifiedAt),
    last_used_at: orNull(identity.lastUsedAt),
  }
}
