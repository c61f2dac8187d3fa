import type { Xid } from '@lgc/kernel'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { xid } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addLogoutNoticesRetry(parent: Command, shell: Shell): void {
  parent
    .command('retry')
    .description('make a notice that failed or was parked due at once')
    .argument('<notice_xid>', 'as "logout-notices list" shows it', xid)
    .option('--json', 'print JSON')
    .action((noticeXid: Xid, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => retry(opened, noticeXid))),
    )
}

async function retry({ core, caller }: Opened, noticeXid: Xid): Promise<Answer> {
  const retried = await core.retryLogoutNotice(noticeXid, caller)
  if (!retried.ok) return refusedBy(retried.refusal)
  return { result: { text: `Queued ${noticeXid} again.`, json: { xid: noticeXid, state: 'queued' } } }
}
