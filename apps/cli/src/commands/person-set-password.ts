import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly realm: string; readonly passwordEnv?: string }

/** There is no option for the password itself: arguments are seen by everybody on the machine. */
export function addPersonSetPassword(parent: Command, shell: Shell): void {
  parent
    .command('set-password')
    .description('give a person another password, read from standard input; their sessions end')
    .argument('<identifier>')
    .option('--password-env <name>', 'read it from this environment variable instead')
    .option('--realm <realm>', 'where the identifier is looked up', 'default')
    .option('--json', 'print JSON')
    .action((identifier: string, options: Options) =>
      shell.tell(options, async () => {
        const password = await passwordFrom(shell, options)
        if (!password) return refused('password_missing', 'There is no password to set.')
        return withCore(shell, (opened) => setPassword(opened, { identifier, password, ...options }))
      }),
    )
}

async function passwordFrom({ env, io }: Shell, { passwordEnv }: Options): Promise<string | undefined> {
  return passwordEnv === undefined ? io.readSecret('New password: ') : env[passwordEnv]
}

async function setPassword(
  { core, caller }: Opened,
  wanted: { readonly identifier: string; readonly password: string; readonly realm: string },
): Promise<Answer> {
  const realm = await core.queries.realms.find(wanted.realm)
  if (!realm) return refusedBy('realm_unknown')
  const named = core.parseIdentifier(wanted.identifier)
  if (!named.ok) return refusedBy(named.refusal)
  const { password } = wanted
  const set = await core.setPassword({ realmXid: realm.xid, named: named.value, password }, caller)
  if (!set.ok) return refusedBy(set.refusal)
  const { sessionsEnded } = set.value
  const text = `The password is set; ${sessionsEnded} sessions were ended.`
  return { result: { text, json: { sessions_ended: sessionsEnded } } }
}
