import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table, when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly realm: string }

const most = 100

export function addPersonFind(parent: Command, shell: Shell): void {
  parent
    .command('find')
    .description('search people by how an identifier or a name begins, or by xid')
    .argument('<beginning>', 'of an e-mail address, a number, a code or a name; or an xid')
    .option('--realm <realm>', 'where they are looked for', 'default')
    .option('--json', 'print JSON')
    .action((beginning: string, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => find(opened, beginning, options.realm))),
    )
}

async function find({ core }: Opened, beginning: string, realmName: string): Promise<Answer> {
  const realm = await core.queries.realms.find(realmName)
  if (!realm) return refusedBy('realm_unknown')
  const filter = { realmXid: realm.xid, beginning: beginning.trim(), status: null }
  const { items, next } = await core.queries.searchPersons(filter, { limit: most, after: null })
  const head = ['XID', 'NAME', 'IDENTIFIER', 'IDENTITIES', 'STATUS', 'SINCE']
  const rows = items.map(({ person, identityCount, primaryIdentifier }) => [
    person.xid,
    person.nameDisplay,
    primaryIdentifier ?? '-',
    String(identityCount),
    person.status,
    when(person.createdAt),
  ])
  const persons = items.map(({ person, identityCount, primaryIdentifier }) => ({
    xid: person.xid,
    name_display: person.nameDisplay,
    primary_identifier: primaryIdentifier,
    identity_count: identityCount,
    status: person.status,
  }))
  const result = { text: table([head, ...rows]), json: { persons } }
  return next ? { result, note: `There are more than ${most}; say more of the beginning.` } : { result }
}
