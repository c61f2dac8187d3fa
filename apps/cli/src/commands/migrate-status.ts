import { statusOf } from '@lgc/migrations'
import type { Command } from 'commander'
import { migrationTable } from '../migration-table.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { withDatabase } from '../with-database.ts'

export function addMigrateStatus(parent: Command, { env, tell }: Shell): void {
  parent
    .command('status')
    .description('show where each migration stands')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      tell(options, () =>
        withDatabase(env, async (database) => ({ result: migrationTable(await statusOf(database)) })),
      ),
    )
}
