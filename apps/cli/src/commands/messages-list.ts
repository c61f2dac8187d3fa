import { type Message, type MessageState, maskRecipient } from '@lgc/notification'
import { type Command, Option } from 'commander'
import type { Answer } from '../answer.ts'
import { count } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table, when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

const states: readonly MessageState[] = ['queued', 'failed', 'parked', 'sent']

type Options = OutputOptions & { readonly state?: MessageState; readonly limit: number }

export function addMessagesList(parent: Command, shell: Shell): void {
  parent
    .command('list')
    .description('show the newest messages; of their recipients only a mask')
    .addOption(new Option('--state <state>', 'only those in this state').choices(states))
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => listMessages(opened, options))),
    )
}

async function listMessages({ core }: Opened, { state, limit }: Options): Promise<Answer> {
  const found = await core.queries.messages.list({ state: state ?? null, limit })
  const head = ['XID', 'KIND', 'TO', 'STATE', 'ATTEMPTS', 'QUEUED', 'SENT', 'LAST ERROR']
  const rows = found.map((message) => [
    message.xid,
    message.kind,
    maskRecipient(message.recipient),
    message.state,
    String(message.attempts),
    when(message.createdAt),
    when(message.sentAt),
    message.lastError ?? '-',
  ])
  return { result: { text: table([head, ...rows]), json: { messages: found.map(jsonOf) } } }
}

function jsonOf(message: Message): object {
  return {
    xid: message.xid,
    kind: message.kind,
    channel: message.channel,
    recipient: maskRecipient(message.recipient),
    language: message.language,
    client_id: message.clientId,
    state: message.state,
    attempts: message.attempts,
    created_at: when(message.createdAt),
    next_attempt_at: when(message.nextAttemptAt),
    sent_at: message.sentAt === null ? null : when(message.sentAt),
    last_error: message.lastError,
  }
}
