import type { Command } from 'commander'
import { examine } from '../doctor/examine.ts'
import { report } from '../doctor/report.ts'
import type { OutputOptions, Shell } from '../shell.ts'

export function addDoctor(parent: Command, { env, tell }: Shell): void {
  parent
    .command('doctor')
    .description('look at the configuration and the database, and say what to do about what is wrong')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => tell(options, async () => report(await examine(env))))
}
