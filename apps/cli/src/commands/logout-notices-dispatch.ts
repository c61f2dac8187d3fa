import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addLogoutNoticesDispatch(parent: Command, shell: Shell): void {
  parent
    .command('dispatch')
    .description('tell clients of every ended session that is due, once')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => shell.tell(options, () => withCore(shell, dispatch)))
}

async function dispatch({ core, caller }: Opened): Promise<Answer> {
  const { sent, failed, parked } = await core.dispatchLogoutNotices(caller)
  const text = `Sent ${sent}; ${failed} failed and will be tried again, ${parked} were parked.`
  return { result: { text, json: { sent, failed, parked } } }
}
