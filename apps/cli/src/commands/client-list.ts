import { type Client, isActive } from '@lgc/client'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
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
  return { result: { text: table([head, ...clients.map(rowOf)]), json: { clients: clients.map(jsonOf) } } }
}

function rowOf(client: Client): readonly string[] {
  return [
    client.clientId,
    client.name,
    typeOf(client),
    isActive(client) ? 'active' : 'inactive',
    client.requiresGrant ? 'by grant' : 'open',
    client.allowedScopes.join(' '),
  ]
}

function jsonOf(client: Client): object {
  return {
    xid: client.xid,
    client_id: client.clientId,
    name: client.name,
    type: typeOf(client),
    realm_xid: client.realmXid,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    allowed_scopes: client.allowedScopes,
    requires_grant: client.requiresGrant,
    is_first_party: client.isFirstParty,
    code_lifetime_in_seconds: client.codeLifetimeInSeconds,
    logo_uri: client.logoUri,
    brand_color: client.brandColor,
    is_active: isActive(client),
    created_at: new Date(client.createdAt).toISOString(),
  }
}

function typeOf({ isConfidential }: Client): 'confidential' | 'public' {
  return isConfidential ? 'confidential' : 'public'
}
