import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addMessagesDispatch(parent: Command, shell: Shell): void {
  parent
    .command('dispatch')
    .description('send every message that is due, once')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => shell.tell(options, () => withCore(shell, dispatch)))
}

async function dispatch({ core, caller }: Opened): Promise<Answer> {
  if (!core.dispatchMessages) {
    return refused('mail_not_configured', 'Set SMTP_URL first: it says how mail leaves.')
  }
  const { sent, failed, parked } = await core.dispatchMessages(caller)
  const text = `Sent ${sent}; ${failed} failed and will be tried again, ${parked} were parked.`
  return { result: { text, json: { sent, failed, parked } } }
}
