import { statusOf } from '@lgc/migrations'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { migrationTable } from '../migration-table.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { withDatabase } from '../with-database.ts'

export function addMigrateVerify(parent: Command, { env, tell }: Shell): void {
  parent
    .command('verify')
    .description('fail unless the schema is exactly the one this program knows')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      tell(options, () =>
        withDatabase(env, async (database): Promise<Answer> => {
          const statuses = await statusOf(database)
          const result = migrationTable(statuses)
          if (statuses.some(({ state }) => state === 'drifted')) return { result, refusal: drifted }
          return statuses.every(({ state }) => state === 'applied')
            ? { result }
            : { result, refusal: pending }
        }),
      ),
    )
}

const drifted = {
  code: 'migrations_drifted',
  sentence: 'The database was migrated with other statements than this program has.',
}
const pending = { code: 'migrations_pending', sentence: 'Migrations are pending: run "lgc migrate up".' }
