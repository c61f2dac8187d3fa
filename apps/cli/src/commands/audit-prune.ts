import type { PruneRefusal } from '@lgc/audit'
import type { Instant } from '@lgc/kernel'
import type { Command } from 'commander'
import { type Answer, type CliRefusal, refused } from '../answer.ts'
import { findingWords } from '../audit/finding-words.ts'
import { withSealing } from '../audit/with-sealing.ts'
import { anyInstant } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'

type Options = OutputOptions & { readonly before: Instant }

export function addAuditPrune(parent: Command, shell: Shell): void {
  parent
    .command('prune')
    .description('remove old entries for good and seal how many there were; the last 30 days are kept')
    .requiredOption('--before <date>', 'such as 2030-01-31, or with a time', anyInstant)
    .option('--json', 'print JSON')
    .action((options: Options) => shell.tell(options, () => prune(asAdmin(shell), options)))
}

/** The account of the service may have no right to remove anything. */
function asAdmin(shell: Shell): Shell {
  const { env } = shell
  const url = env['LGC_AUDIT_ADMIN_DATABASE_URL']
  const file = env['LGC_AUDIT_ADMIN_DATABASE_URL_FILE']
  if (!url && !file) return shell
  const others = Object.entries(env).filter(([name]) => !/^DATABASE_URL(_FILE)?$/.test(name))
  const database = url ? { DATABASE_URL: url } : { DATABASE_URL_FILE: file }
  return { ...shell, env: { ...Object.fromEntries(others), ...database } }
}

function prune(shell: Shell, { before }: Options): Promise<Answer> {
  return withSealing(shell, async (sealing, { caller }) => {
    const { isBusy } = await sealing.seal()
    if (isBusy) return refused('audit_sealer_busy', 'Another process is sealing just now; try again.')
    const removed = await sealing.prune(before, caller)
    if (!removed.ok) return { refusal: wordsOf(removed.refusal) }
    const { audit_log, security_log, request_log } = removed.value
    const text = `Removed ${audit_log} audit entries, ${security_log} security events, ${request_log} requests.`
    return { result: { text, json: { removed: removed.value } } }
  })
}

function wordsOf(refusal: PruneRefusal): CliRefusal {
  if (refusal === 'prune_too_recent') {
    return { code: refusal, sentence: 'The last 30 days are kept: choose an earlier date.' }
  }
  if (refusal === 'seal_taken') {
    return {
      code: 'audit_sealer_busy',
      sentence: 'Another process was sealing at the same moment; try again.',
    }
  }
  const list = refusal.findings.map(findingWords)
  return { code: refusal.reason, sentence: 'The record is not what it was; nothing was removed:', list }
}
