import { ifNobodyElse } from '@lgc/migrations'
import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addSweep(parent: Command, shell: Shell): void {
  parent
    .command('sweep')
    .description(
      'remove sessions, codes, sign-ins and mail of no more use; the service does so by itself, too',
    )
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => shell.tell(options, () => withCore(shell, sweepOnce)))
}

async function sweepOnce({ core, database }: Opened): Promise<Answer> {
  const swept = await ifNobodyElse(database, 'sweeping', core.sweep)
  if (!swept) return refused('sweep_under_way', 'Another process is sweeping just now.')
  const text = Object.entries(swept)
    .map(([kind, count]) => `${kind.replaceAll('_', ' ')}: ${count}`)
    .join('\n')
  return { result: { text, json: swept } }
}
