import type { ApiKey } from '@lgc/client'
import type { Instant } from '@lgc/kernel'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table, when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addApiKeyList(parent: Command, shell: Shell): void {
  parent
    .command('list')
    .description('show the keys of a client; only their first characters are known')
    .argument('<client_id>')
    .option('--json', 'print JSON')
    .action((clientId: string, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => listKeys(opened, clientId))),
    )
}

async function listKeys({ core }: Opened, clientId: string): Promise<Answer> {
  const client = await core.queries.clients.find(clientId)
  if (!client) return refusedBy('client_not_found')
  const keys = await core.queries.apiKeys.listOf(client.xid)
  const now = core.now()
  const head = ['XID', 'NAME', 'ROLE', 'BEGINS WITH', 'STATE', 'LAST USED', 'EXPIRES', 'ONLY FROM']
  const rows = keys.map((key) => [
    key.xid,
    key.name,
    key.role,
    key.prefix,
    stateOf(key, now),
    when(key.lastUsedAt),
    when(key.expiresAt),
    key.allowedNetworks?.join(' ') ?? '',
  ])
  const api_keys = keys.map((key) => jsonOf(key, now))
  return { result: { text: table([head, ...rows]), json: { api_keys } } }
}

function jsonOf(key: ApiKey, now: Instant): object {
  const orNull = (at: Instant | null): string | null => (at === null ? null : when(at))
  return {
    xid: key.xid,
    name: key.name,
    role: key.role,
    prefix: key.prefix,
    state: stateOf(key, now),
    created_at: when(key.createdAt),
    last_used_at: orNull(key.lastUsedAt),
    expires_at: orNull(key.expiresAt),
    revoked_at: orNull(key.revokedAt),
    allowed_networks: key.allowedNetworks,
  }
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: Instant): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}
