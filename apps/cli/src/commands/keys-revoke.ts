import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addKeysRevoke(parent: Command, shell: Shell): void {
  parent
    .command('revoke')
    .description(
      'in an emergency: whatever the key signed is worth nothing any more, in every process within seconds',
    )
    .argument('<kid>', 'as "keys list" shows it')
    .option('--json', 'print JSON')
    .action((kid: string, options: OutputOptions) =>
      shell.tell(options, () => withCore(shell, (opened) => revoke(opened, kid))),
    )
}

async function revoke({ core, caller }: Opened, kid: string): Promise<Answer> {
  const revoked = await core.revokeKey(kid, caller)
  if (!revoked.ok) return refusedBy(revoked.refusal)
  const successor = revoked.value.successor?.kid ?? null
  const next = successor ? `${successor} signs from now on.` : 'It was not the one that signs.'
  return { result: { text: `Revoked ${kid}. ${next}`, json: { kid, revoked: true, successor } } }
}
