import type { Grant } from '@lgc/client'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { allOf } from '../all-of.ts'
import { table, when } from '../table.ts'
import { whoseOf } from '../whose.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly person?: string
  readonly client?: string
  readonly realm: string
  readonly active?: true
}

export function addGrantList(parent: Command, shell: Shell): void {
  parent
    .command('list')
    .description('show who may enter a client, or where a person may enter; newest first')
    .option('--person <xid_or_identifier>', 'whose grants')
    .option('--client <client_id>', 'or of which client')
    .option('--realm <realm>', 'where an identifier is looked up', 'default')
    .option('--active', 'without those that were revoked')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => list(opened, options))),
    )
}

async function list({ core }: Opened, options: Options): Promise<Answer> {
  const of = await whoseOf(core, options)
  if (!of.ok) return of.refusal
  const filter = { of: of.value, includesRevoked: options.active !== true }
  const grants = await allOf((page) => core.queries.listGrants(filter, page))
  const head = ['XID', 'PERSON', 'CLIENT', 'LEVEL', 'GIVEN', 'REVOKED']
  const rows = grants.map((one) => [
    one.xid,
    one.personXid,
    one.clientId,
    one.accessLevel,
    when(one.createdAt),
    when(one.revokedAt),
  ])
  return { result: { text: table([head, ...rows]), json: { grants: grants.map(jsonOf) } } }
}

function jsonOf(grant: Grant): object {
  return {
    xid: grant.xid,
    person_xid: grant.personXid,
    client_id: grant.clientId,
    access_level: grant.accessLevel,
    granted_by: grant.grantedBy,
    created_at: when(grant.createdAt),
    revoked_at: grant.revokedAt === null ? null : when(grant.revokedAt),
  }
}
