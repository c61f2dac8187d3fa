import type { Command } from 'commander'
import type { OutputOptions, Shell } from '../shell.ts'
import { switchClientTo } from '../switch-client-to.ts'
import { withCore } from '../with-core.ts'

export function addClientDeactivate(parent: Command, shell: Shell): void {
  parent
    .command('deactivate')
    .description('let nobody in; whoever is signed in to it is signed out')
    .argument('<client_id>')
    .option('--json', 'print JSON')
    .action((clientId: string, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => switchClientTo(opened, clientId, false))),
    )
}
