import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { wholeSeconds } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

const aDay = 86_400
const thirtyDays = 30 * aDay

type Options = OutputOptions & { readonly overlapSeconds: number }

export function addClientRotateSecret(parent: Command, shell: Shell): void {
  parent
    .command('rotate-secret')
    .description('give a confidential client a new secret, printed this once')
    .argument('<client_id>')
    .option(
      '--overlap-seconds <seconds>',
      'how long the old secret stays valid beside the new one',
      wholeSeconds(0, thirtyDays),
      aDay,
    )
    .option('--json', 'print JSON')
    .action((clientId: string, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => rotate(opened, clientId, options))),
    )
}

async function rotate(
  { core, caller }: Opened,
  clientId: string,
  { overlapSeconds }: Options,
): Promise<Answer> {
  const rotated = await core.rotateClientSecret({ clientId, overlapInSeconds: overlapSeconds }, caller)
  if (!rotated.ok) return refusedBy(rotated.refusal)
  const { secret, previousValidUntil } = rotated.value
  const until = when(previousValidUntil)
  const json = { client_id: clientId, client_secret: secret, previous_valid_until: until }
  const note = `The new secret of ${clientId} is shown this once. The one before is valid until ${until}.`
  return { result: { text: secret, json }, note }
}
