import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refused } from '../answer.ts'
import { withSealing } from '../audit/with-sealing.ts'
import type { OutputOptions, Shell } from '../shell.ts'

export function addAuditSeal(parent: Command, shell: Shell): void {
  parent
    .command('seal')
    .description('seal what was recorded since the last time, but for the last five seconds')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      shell.tell(options, () =>
        withSealing(shell, async ({ seal }): Promise<Answer> => {
          const { rows, seals, head, isBusy } = await seal()
          if (isBusy) return refused('audit_sealer_busy', 'Another process is sealing just now.')
          const text = `Sealed ${rows} rows.${head ? ` Head: ${head.sequence}:${head.digest}` : ''}`
          return { result: { text, json: { rows, seals, head } } }
        }),
      ),
    )
}
