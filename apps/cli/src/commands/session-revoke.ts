import type { Xid } from '@lgc/kernel'
import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { refusedBy } from '../explain.ts'
import { xid } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly realm: string }

export function addSessionRevoke(parent: Command, shell: Shell): void {
  parent
    .command('revoke')
    .description('end a session; a login session takes the app sessions it began along')
    .argument('<xid>', 'see "lgc session list"', xid)
    .option('--realm <realm>', 'of the person', 'default')
    .option('--json', 'print JSON')
    .action((sessionXid: Xid, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => revoke(opened, sessionXid, options.realm))),
    )
}

async function revoke({ core, caller }: Opened, sessionXid: Xid, realmName: string): Promise<Answer> {
  const realm = await core.queries.realms.find(realmName)
  if (!realm) return refusedBy('realm_unknown')
  const revoked = await core.revokeSession({ realmXid: realm.xid, sessionXid }, caller)
  if (!revoked.ok) return refused('session_not_found', 'There is no such session in the realm.')
  return { result: { text: '', json: { xid: sessionXid } }, note: `Ended the session ${sessionXid}.` }
}
