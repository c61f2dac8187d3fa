import { type Command, InvalidArgumentError } from 'commander'
import type { OutputOptions, Shell } from '../shell.ts'
import { switchPersonTo } from '../switch-person-to.ts'
import { withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly realm: string; readonly reason?: string }

export function addPersonSuspend(parent: Command, shell: Shell): void {
  parent
    .command('suspend')
    .description('keep a person out; every session of theirs ends')
    .argument('<xid_or_identifier>')
    .option('--reason <text>', 'kept with the person', reason)
    .option('--realm <realm>', 'where an identifier is looked up', 'default')
    .option('--json', 'print JSON')
    .action((named: string, options: Options) =>
      shell.tell(options, () =>
        withCore(shell, (opened) => switchPersonTo(opened, 'suspended', { named, ...options })),
      ),
    )
}

function reason(text: string): string {
  if (text.length <= 255) return text
  throw new InvalidArgumentError('It must have 255 characters at most.')
}
