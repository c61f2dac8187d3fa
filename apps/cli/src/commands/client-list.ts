import { type Client, isActive } from '@lgc/client'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { clientJson, clientType } from '../client/client-json.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addClientList(parent: Command, shell: Shell): void {
  parent
    .command('list')
    .description('show all clients')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => shell.tell(options, () => withCore(shell, listClients)))
}

async function listClients({ core }: Opened): Promise<Answer> {
  const clients = await core.queries.clients.list()
  const head = ['CLIENT ID', 'NAME', 'TYPE', 'STATE', 'ENTRY', 'SCOPES']
  return {
    result: { text: table([head, ...clients.map(rowOf)]), json: { clients: clients.map(clientJson) } },
  }
}

function rowOf(client: Client): readonly string[] {
  return [
    client.clientId,
    client.name,
    clientType(client),
    isActive(client) ? 'active' : 'inactive',
    client.requiresGrant ? 'by grant' : 'open',
    client.allowedScopes.join(' '),
  ]
}
