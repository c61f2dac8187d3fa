import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { findPerson } from '../find-person.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly person: string
  readonly client: string
  readonly realm: string
  readonly accessLevel: string
}

export function addGrantCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('let a person enter a client')
    .requiredOption('--person <xid_or_identifier>', 'who')
    .requiredOption('--client <client_id>', 'where')
    .option('--access-level <level>', 'has a meaning to the client alone', 'user')
    .option('--realm <realm>', 'where an identifier is looked up', 'default')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => createGrant(opened, options))),
    )
}

async function createGrant({ core, caller }: Opened, options: Options): Promise<Answer> {
  const person = await findPerson(core, options.person, options.realm)
  if (!person.ok) return refusedBy(person.refusal)
  const { xid: personXid, realmXid } = person.value
  const clientId = options.client
  const client = await core.queries.clients.find(clientId)
  if (client && client.realmXid !== realmXid) {
    return refused('realm_mismatch', 'The person and the client are of different realms.')
  }
  const created = await core.createGrant({ personXid, clientId, accessLevel: options.accessLevel }, caller)
  if (!created.ok) return refusedBy(created.refusal)
  const { xid, accessLevel } = created.value
  const json = { xid, person_xid: personXid, client_id: clientId, access_level: accessLevel }
  return { result: { text: xid, json }, note: `${personXid} may enter ${clientId} as ${accessLevel}.` }
}
