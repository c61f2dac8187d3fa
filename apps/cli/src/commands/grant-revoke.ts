import type { Xid } from '@lgc/kernel'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { xid } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addGrantRevoke(parent: Command, shell: Shell): void {
  parent
    .command('revoke')
    .description('take a grant back; the sessions it allowed end')
    .argument('<grant_xid>', 'as "grant create" printed it', xid)
    .option('--json', 'print JSON')
    .action((grantXid: Xid, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => revokeGrant(opened, grantXid))),
    )
}

async function revokeGrant({ core, caller }: Opened, grantXid: Xid): Promise<Answer> {
  const revoked = await core.revokeGrant(grantXid, caller)
  if (!revoked.ok) return refusedBy(revoked.refusal)
  const { sessionsEnded } = revoked.value
  const text = `Revoked ${grantXid}; ${sessionsEnded} sessions were ended.`
  return { result: { text, json: { xid: grantXid, revoked: true, sessions_ended: sessionsEnded } } }
}
