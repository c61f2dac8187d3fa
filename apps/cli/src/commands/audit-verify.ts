import type { ChainEnd, Verification } from '@lgc/audit'
import { type Command, InvalidArgumentError } from 'commander'
import type { Answer } from '../answer.ts'
import { findingWords } from '../audit/finding-words.ts'
import { withSealing } from '../audit/with-sealing.ts'
import type { OutputOptions, Shell } from '../shell.ts'

type Options = OutputOptions & { readonly head?: ChainEnd }

export function addAuditVerify(parent: Command, shell: Shell): void {
  parent
    .command('verify')
    .description('fail unless the record is what was sealed; names every row that is not')
    .option('--head <sequence:digest>', 'a head that was noted elsewhere and must still be there', head)
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () =>
        withSealing(shell, async ({ verify }) => answerOf(await verify(options.head ?? null))),
      ),
    )
}

function answerOf(verification: Verification): Answer {
  const result = { text: textOf(verification), json: jsonOf(verification) }
  if (verification.findings.length === 0) return { result }
  const list = verification.findings.map(findingWords)
  return { result, refusal: { code: 'audit_not_intact', sentence: 'The record is not what it was:', list } }
}

function textOf({ rows, seals, head, pruned, late }: Verification): string {
  return [
    `${rows} rows agree with ${seals} seals.`,
    ...pruned.map(
      ({ log, count, before, at }) =>
        `${count} rows of ${log} from before ${timeOf(before)} were pruned on ${timeOf(at)}.`,
    ),
    ...late.map(({ log, xid }) => `${log} ${xid} was sealed behind rows made after it.`),
    ...(head ? [`Head: ${head.sequence}:${head.digest}`] : []),
  ].join('\n')
}

function jsonOf({ findings, rows, seals, head, pruned, late }: Verification): object {
  return {
    is_intact: findings.length === 0,
    findings,
    rows,
    seals,
    late,
    pruned: pruned.map(({ log, count, before, at }) => ({
      log,
      count,
      before: timeOf(before),
      pruned_at: timeOf(at),
    })),
    head,
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}

function head(text: string): ChainEnd {
  const [, sequence, digest] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (sequence && digest) return { sequence: Number(sequence), digest }
  throw new InvalidArgumentError('It must be a number and a digest, as "lgc audit verify" prints them.')
}
