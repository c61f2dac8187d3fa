import type { Command } from 'commander'
import type { OutputOptions, Shell } from '../shell.ts'
import { switchClientTo } from '../switch-client-to.ts'
import { withCore } from '../with-core.ts'

export function addClientActivate(parent: Command, shell: Shell): void {
  parent
    .command('activate')
    .description('let people in again')
    .argument('<client_id>')
    .option('--json', 'print JSON')
    .action((clientId: string, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => switchClientTo(opened, clientId, true))),
    )
}
