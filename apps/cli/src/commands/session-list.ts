import { type ListedSession, idleEnd } from '@lgc/authentication'
import type { Command } from 'commander'
import { allOf } from '../all-of.ts'
import type { Answer } from '../answer.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { table, when } from '../table.ts'
import { whoseOf } from '../whose.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & { readonly person?: string; readonly client?: string; readonly realm: string }

export function addSessionList(parent: Command, shell: Shell): void {
  parent
    .command('list')
    .description('show the sessions of a person or of a client, newest first')
    .option('--person <xid_or_identifier>', 'whose sessions')
    .option('--client <client_id>', 'or of which client')
    .option('--realm <realm>', 'where an identifier is looked up', 'default')
    .option('--json', 'print JSON')
    .action((options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => list(opened, options))),
    )
}

async function list({ core }: Opened, options: Options): Promise<Answer> {
  const of = await whoseOf(core, options)
  if (!of.ok) return of.refusal
  const sessions = await allOf((page) => core.queries.listSessions(of.value, page))
  const head = ['XID', 'KIND', 'PERSON', 'CLIENT', 'FROM', 'BEGAN', 'LAST ACTIVE', 'EXPIRES']
  const rows = sessions.map(({ session, clientId }) => [
    session.xid,
    session.clientXid === null ? 'login' : 'app',
    session.personXid,
    clientId ?? '-',
    session.address,
    when(session.createdAt),
    when(session.lastActiveAt),
    when(session.expiresAt),
  ])
  return { result: { text: table([head, ...rows]), json: { sessions: sessions.map(jsonOf) } } }
}

function jsonOf({ session, clientId }: ListedSession): object {
  return {
    xid: session.xid,
    kind: session.clientXid === null ? 'login' : 'app',
    person_xid: session.personXid,
    client_id: clientId,
    login_session_xid: session.loginSessionXid,
    ip_address: session.address,
    created_at: when(session.createdAt),
    last_active_at: when(session.lastActiveAt),
    expires_at: when(session.expiresAt),
    idle_expires_at: when(idleEnd(session)),
  }
}
