import type { Instant } from '@lgc/kernel'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { anyInstant } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly before: Instant }

export function addSessionEnd(parent: Command, shell: Shell): void {
  parent
    .command('end')
    .description('end every session, code and mailed link of before a moment; for after a restore')
    .requiredOption('--before <time>', 'such as 2030-01-31T00:00:00Z', anyInstant)
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => end(opened, options.before))),
    )
}

async function end({ core, caller }: Opened, before: Instant): Promise<Answer> {
  const ended = await core.endIssued(before, caller)
  const text = Object.entries(ended)
    .map(([kind, count]) => `${kind.replaceAll('_', ' ')}: ${count}`)
    .join('\n')
  return { result: { text, json: ended } }
}
