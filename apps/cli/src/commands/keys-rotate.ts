import { type SigningAlgorithm, signingAlgorithms } from '@lgc/authentication'
import { type Command, Option } from 'commander'
import type { Answer } from '../answer.ts'
import { explain } from '../explain.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly alg?: SigningAlgorithm }
type Rotated = { readonly kid: string; readonly algorithm: string; readonly activates_at: string }

export function addKeysRotate(parent: Command, shell: Shell): void {
  parent
    .command('rotate')
    .description('announce the next keys; they sign in ten minutes, when everybody knows them')
    .addOption(new Option('--alg <algorithm>', 'of this algorithm only').choices(signingAlgorithms))
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => rotate(opened, options))),
    )
}

async function rotate({ core, caller, config }: Opened, { alg }: Options): Promise<Answer> {
  const rotated: Rotated[] = []
  for (const algorithm of alg ? [alg] : config.signingAlgorithms) {
    const outcome = await core.rotateKey(algorithm, caller)
    if (!outcome.ok) {
      const { code, sentence } = explain(outcome.refusal)
      return { ...said(rotated), refusal: { code, sentence: `${algorithm}: ${sentence}` } }
    }
    const { kid, activatesAt } = outcome.value
    rotated.push({ kid, algorithm, activates_at: when(activatesAt) })
  }
  return said(rotated)
}

function said(rotated: readonly Rotated[]): Answer {
  if (rotated.length === 0) return {}
  const lines = rotated.map(
    ({ kid, algorithm, activates_at }) => `${algorithm} ${kid} signs from ${activates_at}`,
  )
  return { result: { text: lines.join('\n'), json: { signing_keys: rotated } } }
}
