import type { Command } from 'commander'
import type { OutputOptions, Shell } from '../shell.ts'
import { switchPersonTo } from '../switch-person-to.ts'
import { withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly realm: string }

export function addPersonReinstate(parent: Command, shell: Shell): void {
  parent
    .command('reinstate')
    .description('let a suspended person in again')
    .argument('<xid_or_identifier>')
    .option('--realm <realm>', 'where an identifier is looked up', 'default')
    .option('--json', 'print JSON')
    .action((named: string, options: Options) =>
      shell.tell(options, () =>
        withCore(shell, (opened) => switchPersonTo(opened, 'active', { named, ...options })),
      ),
    )
}
