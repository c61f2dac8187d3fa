import { type Instant, later } from '@lgc/kernel'
import type { Command } from 'commander'
import type { Answer } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { futureInstant, wholeNumber } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { when } from '../table.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly realm: string
  readonly uses: number
  readonly expires?: Instant
}

const usualLifetimeInSeconds = 86_400

export function addRegistrationTokenCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('a token with which clients register themselves, printed this once')
    .option('--realm <realm>', 'the realm that they belong to', 'default')
    .option('--uses <count>', 'how many may register with it', wholeNumber(1, 1000), 1)
    .option(
      '--expires <time>',
      'such as 2030-01-31T00:00:00Z; a day from now if you say nothing',
      futureInstant,
    )
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => createToken(opened, options))),
    )
}

async function createToken({ core, caller }: Opened, { realm, uses, expires }: Options): Promise<Answer> {
  const expiresAt = expires ?? later(core.now(), usualLifetimeInSeconds)
  const created = await core.createRegistrationToken({ realm, uses, expiresAt }, caller)
  if (!created.ok) return refusedBy(created.refusal)
  const { xid, token } = created.value
  const json = { xid, token, uses, expires_at: when(expiresAt) }
  return { result: { text: token, json }, note: `The token ${xid} is shown this once.` }
}
