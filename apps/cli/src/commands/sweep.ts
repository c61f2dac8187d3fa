import { type Tables, compose } from '@lgc/composition'
import { ifNobodyElse } from '@lgc/migrations'
import type { Database } from '@lgc/sql'
import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { withDatabase } from '../with-database.ts'

export function addSweep(parent: Command, { env, tell }: Shell): void {
  parent
    .command('sweep')
    .description('remove sessions, codes and sign-ins that have expired; the service does so by itself, too')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      tell(options, () =>
        withDatabase(env, async (database, config) => sweepOnce(database, compose(database, config).sweep)),
      ),
    )
}

async function sweepOnce(
  database: Database<Tables>,
  sweep: ReturnType<typeof compose>['sweep'],
): Promise<Answer> {
  const swept = await ifNobodyElse(database, 'sweeping', sweep)
  if (!swept) return refused('sweep_under_way', 'Another process is sweeping just now.')
  const text = Object.entries(swept)
    .map(([kind, count]) => `${kind.replaceAll('_', ' ')}: ${count}`)
    .join('\n')
  return { result: { text, json: { ...swept } } }
}
