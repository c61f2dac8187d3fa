import type { Xid } from '@lgc/kernel'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { xid } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addMessagesRetry(parent: Command, shell: Shell): void {
  parent
    .command('retry')
    .description('make a message that failed or was parked due at once')
    .argument('<message_xid>', 'as "messages list" shows it', xid)
    .option('--json', 'print JSON')
    .action((messageXid: Xid, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => retry(opened, messageXid))),
    )
}

async function retry({ core, caller }: Opened, messageXid: Xid): Promise<Answer> {
  const retried = await core.retryMessage(messageXid, caller)
  if (!retried.ok) return refusedBy(retried.refusal)
  return { result: { text: `Queued ${messageXid} again.`, json: { xid: messageXid, state: 'queued' } } }
}
