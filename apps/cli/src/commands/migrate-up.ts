import { migrate } from '@lgc/migrations'
import type { Command } from 'commander'
import type { OutputOptions, Shell } from '../shell.ts'
import { withDatabase } from '../with-database.ts'

export function addMigrateUp(parent: Command, { env, tell }: Shell): void {
  parent
    .command('up')
    .description('bring the schema up to date; safe to run several times and at the same time')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      tell(options, () =>
        withDatabase(env, async (database) => {
          const applied = await database.unhurried(migrate)
          const lines = applied.map((name) => `applied  ${name}`)
          const text = lines.length > 0 ? lines.join('\n') : 'Nothing to do: the schema is up to date.'
          return { result: { text, json: { applied } } }
        }),
      ),
    )
}
