import type { LogoutNotice, NoticeState } from '@lgc/authentication'
import { type Command, Option } from 'commander'
import type { Answer } from '../answer.ts'
import { count } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table, when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

const states: readonly NoticeState[] = ['queued', 'failed', 'parked', 'sent']

type Options = OutputOptions & { readonly state?: NoticeState; readonly limit: number }

export function addLogoutNoticesList(parent: Command, shell: Shell): void {
  parent
    .command('list')
    .description('show the newest notices to clients that sessions ended')
    .addOption(new Option('--state <state>', 'only those in this state').choices(states))
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => listNotices(opened, options))),
    )
}

async function listNotices({ core }: Opened, { state, limit }: Options): Promise<Answer> {
  const found = await core.logoutNotices.list({ state: state ?? null, limit })
  const head = ['XID', 'CLIENT', 'SESSION', 'STATE', 'ATTEMPTS', 'QUEUED', 'SENT', 'LAST ERROR']
  const rows = found.map((notice) => [
    notice.xid,
    notice.clientId,
    notice.sessionXid,
    notice.state,
    String(notice.attempts),
    when(notice.createdAt),
    when(notice.sentAt),
    notice.lastError ?? '-',
  ])
  return { result: { text: table([head, ...rows]), json: { logout_notices: found.map(jsonOf) } } }
}

function jsonOf(notice: LogoutNotice): object {
  return {
    xid: notice.xid,
    client_id: notice.clientId,
    person_xid: notice.personXid,
    session_xid: notice.sessionXid,
    state: notice.state,
    attempts: notice.attempts,
    created_at: when(notice.createdAt),
    next_attempt_at: when(notice.nextAttemptAt),
    sent_at: notice.sentAt === null ? null : when(notice.sentAt),
    last_error: notice.lastError,
  }
}
