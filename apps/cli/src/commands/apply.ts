import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { readDocument } from '../apply/read-document.ts'
import { perform } from '../apply/perform.ts'
import { planFor } from '../apply/plan.ts'
import { report } from '../apply/report.ts'
import { readWanted } from '../apply/read-wanted.ts'
import { wholeSeconds } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

const thirtyDays = 30 * 86_400

type Options = OutputOptions & {
  readonly dryRun?: true
  readonly force?: true
  readonly overlapSeconds: number
}

export function addApply(parent: Command, shell: Shell): void {
  parent
    .command('apply')
    .description('bring realms, clients and persons to the state that a file describes')
    .argument('<file>', 'YAML or JSON')
    .option('--dry-run', 'say what would be done and do nothing')
    .option('--force', 'also bring back a client secret that a rotation replaced')
    .option(
      '--overlap-seconds <seconds>',
      'how long a client secret stays valid after it was replaced',
      wholeSeconds(0, thirtyDays),
      0,
    )
    .option('--json', 'print JSON')
    .action((file: string, options: Options) =>
      shell.tell(options, () =>
        withCore(shell, (opened) => apply(shell, opened, { file, ...options }), {
          mayMigrate: options.dryRun !== true,
        }),
      ),
    )
}

/** Everything is read and compared before anything is written: a wrong file changes nothing. */
async function apply(
  { env }: Shell,
  opened: Opened,
  { file, dryRun, force, overlapSeconds }: Options & { readonly file: string },
): Promise<Answer> {
  const document = readDocument(file)
  if (!document.ok) return wrongFile(file, document.refusal)
  const read = readWanted(document.value, { opened, env, file })
  const planned = await planFor(opened, read.wanted, {
    overlapInSeconds: overlapSeconds,
    isForced: force === true,
  })
  const problems = [...read.problems, ...planned.problems]
  if (problems.length > 0) return wrongFile(file, problems)
  return report(dryRun ? { done: planned.steps, isDryRun: true } : await perform(planned.steps))
}

function wrongFile(file: string, problems: readonly string[]): Answer {
  const sentence = `Nothing was changed, because ${file} is wrong:`
  return { refusal: { code: 'file_invalid', sentence, list: problems } }
}
