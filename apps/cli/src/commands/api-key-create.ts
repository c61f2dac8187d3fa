import { type ApiKeyRole, apiKeyRoles } from '@lgc/client'
import type { Instant } from '@lgc/kernel'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { futureInstant } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly name: string
  readonly role: ApiKeyRole
  readonly expiresAt?: Instant
  readonly networks?: readonly string[]
}

export function addApiKeyCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('give a client a key for one role, printed this once')
    .argument('<client_id>')
    .requiredOption('--name <name>', 'tells the keys of a client apart', keyName)
    .addOption(new Option('--role <role>', 'what it may do').choices(apiKeyRoles).makeOptionMandatory())
    .option('--expires-at <time>', 'such as 2030-01-31T00:00:00Z', futureInstant)
    .option(
      '--networks <cidrs>',
      'from where alone it is taken, such as 192.0.2.0/24,2001:db8::/32',
      networks,
    )
    .option('--json', 'print JSON')
    .action((clientId: string, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => createKey(opened, clientId, options))),
    )
}

async function createKey(
  { core, caller }: Opened,
  clientId: string,
  { name, role, expiresAt, networks: only }: Options,
): Promise<Answer> {
  const allowedNetworks = only ?? null
  const order = { clientId, name, role, expiresAt: expiresAt ?? null, allowedNetworks }
  const created = await core.createApiKey(order, caller)
  if (!created.ok) return refusedBy(created.refusal)
  const { key, apiKey } = created.value
  const expires = apiKey.expiresAt === null ? null : when(apiKey.expiresAt)
  const about = { client_id: clientId, name, role, expires_at: expires, allowed_networks: allowedNetworks }
  const json = { xid: apiKey.xid, ...about, key }
  return { result: { text: key, json }, note: `The key ${apiKey.xid} of ${clientId} is shown this once.` }
}

function networks(text: string): readonly string[] {
  return text.split(',').map((network) => network.trim())
}

function keyName(text: string): string {
  if (text.trim() !== '' && text.length <= 100) return text
  throw new InvalidArgumentError('It must have 1 to 100 characters.')
}
