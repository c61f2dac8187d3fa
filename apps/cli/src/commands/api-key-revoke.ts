import type { Xid } from '@lgc/kernel'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { xid } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addApiKeyRevoke(parent: Command, shell: Shell): void {
  parent
    .command('revoke')
    .description('end a key for good')
    .argument('<key_xid>', 'as "api-key list" shows it', xid)
    .option('--json', 'print JSON')
    .action((keyXid: Xid, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => revokeKey(opened, keyXid))),
    )
}

async function revokeKey({ core, caller }: Opened, keyXid: Xid): Promise<Answer> {
  const revoked = await core.revokeApiKey(keyXid, caller)
  if (!revoked.ok) return refusedBy(revoked.refusal)
  return { result: { text: `Revoked ${keyXid}.`, json: { xid: keyXid, revoked: true } } }
}
