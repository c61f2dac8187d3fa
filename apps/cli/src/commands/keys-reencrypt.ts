import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refused } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

export function addKeysReencrypt(parent: Command, shell: Shell): void {
  parent
    .command('reencrypt')
    .description('put the private keys under the first of LGC_KEY_ENCRYPTION_KEYS; the others may go then')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) => shell.tell(options, () => withCore(shell, reencrypt)))
}

async function reencrypt({ core, caller }: Opened): Promise<Answer> {
  const closed = (await core.listKeys()).filter(({ isOpenable }) => !isOpenable)
  if (closed.length > 0) {
    const sentence = 'These keys are under an encryption key that is not in LGC_KEY_ENCRYPTION_KEYS:'
    return refused(
      'signing_keys_unusable',
      sentence,
      closed.map(({ kid }) => kid),
    )
  }
  const count = await core.reencryptKeys(caller)
  return { result: { text: `Encrypted ${count} keys anew.`, json: { reencrypted: count } } }
}
