import type { Sealing } from '@lgc/composition'
import { type Answer, refused } from '../answer.ts'
import type { Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

/** Goes on only where a key is configured by which the record is sealed. */
export function withSealing(
  shell: Shell,
  work: (sealing: Sealing, opened: Opened) => Promise<Answer>,
): Promise<Answer> {
  return withCore(shell, async (opened) => {
    const { sealing } = opened.core.audit
    if (sealing) return work(sealing, opened)
    return refused('audit_key_missing', 'Set LGC_AUDIT_SIGNING_KEY: without a key nothing can be sealed.')
  })
}
