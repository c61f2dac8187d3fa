import type { ListedKey } from '@lgc/authentication'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table, when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addKeysList(parent: Command, shell: Shell): void {
  parent
    .command('list')
    .description('show the keys that sign tokens, those that did and those that are about to')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => shell.tell(options, () => withCore(shell, listKeys)))
}

async function listKeys({ core }: Opened): Promise<Answer> {
  const keys = await core.listKeys()
  const head = ['KID', 'ALGORITHM', 'GENERATION', 'STATE', 'CREATED', 'SIGNS FROM', 'UNTIL', 'OPENS']
  const rows = keys.map((key) => [
    key.kid,
    key.algorithm,
    String(key.generation),
    key.state,
    when(key.createdAt),
    when(key.activatesAt),
    when(key.revokedAt ?? key.retiresAt),
    key.isOpenable ? 'yes' : 'no',
  ])
  return { result: { text: table([head, ...rows]), json: { signing_keys: keys.map(jsonOf) } } }
}

function jsonOf(key: ListedKey): object {
  const orNull = (at: number | null): string | null => (at === null ? null : when(at))
  return {
    xid: key.xid,
    kid: key.kid,
    algorithm: key.algorithm,
    generation: key.generation,
    state: key.state,
    is_openable: key.isOpenable,
    created_at: when(key.createdAt),
    activates_at: when(key.activatesAt),
    retires_at: orNull(key.retiresAt),
    revoked_at: orNull(key.revokedAt),
  }
}
