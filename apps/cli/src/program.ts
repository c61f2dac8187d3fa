import { Command } from 'commander'
import { addApiKeyCreate } from './commands/api-key-create.ts'
import { addApiKeyList } from './commands/api-key-list.ts'
import { addApiKeyRevoke } from './commands/api-key-revoke.ts'
import { addApply } from './commands/apply.ts'
import { addAuditExport } from './commands/audit-export.ts'
import { addAuditPrune } from './commands/audit-prune.ts'
import { addAuditSeal } from './commands/audit-seal.ts'
import { addAuditVerify } from './commands/audit-verify.ts'
import { addClientActivate } from './commands/client-activate.ts'
import { addClientCreate } from './commands/client-create.ts'
import { addClientDeactivate } from './commands/client-deactivate.ts'
import { addClientList } from './commands/client-list.ts'
import { addClientRotateSecret } from './commands/client-rotate-secret.ts'
import { addClientShow } from './commands/client-show.ts'
import { addClientUpdate } from './commands/client-update.ts'
import { addDoctor } from './commands/doctor.ts'
import { addGrantCreate } from './commands/grant-create.ts'
import { addGrantList } from './commands/grant-list.ts'
import { addGrantRevoke } from './commands/grant-revoke.ts'
import { addKeysList } from './commands/keys-list.ts'
import { addKeysReencrypt } from './commands/keys-reencrypt.ts'
import { addKeysRevoke } from './commands/keys-revoke.ts'
import { addKeysRotate } from './commands/keys-rotate.ts'
import { addLogoutNoticesDispatch } from './commands/logout-notices-dispatch.ts'
import { addLogoutNoticesList } from './commands/logout-notices-list.ts'
import { addLogoutNoticesRetry } from './commands/logout-notices-retry.ts'
import { addMessagesDispatch } from './commands/messages-dispatch.ts'
import { addMessagesList } from './commands/messages-list.ts'
import { addMessagesRetry } from './commands/messages-retry.ts'
import { addMigrateStatus } from './commands/migrate-status.ts'
import { addMigrateUp } from './commands/migrate-up.ts'
import { addMigrateVerify } from './commands/migrate-verify.ts'
import { addPersonFind } from './commands/person-find.ts'
import { addPersonReinstate } from './commands/person-reinstate.ts'
import { addPersonSetPassword } from './commands/person-set-password.ts'
import { addPersonShow } from './commands/person-show.ts'
import { addPersonSuspend } from './commands/person-suspend.ts'
import { addProvision } from './commands/provision.ts'
import { addSessionEnd } from './commands/session-end.ts'
import { addSessionList } from './commands/session-list.ts'
import { addSessionRevoke } from './commands/session-revoke.ts'
import { addRegistrationTokenCreate } from './commands/registration-token-create.ts'
import { addSweep } from './commands/sweep.ts'
import type { Shell } from './shell.ts'

type AddCommand = (parent: Command, shell: Shell) => void

/** Every command there is. */
const groups: readonly (readonly [name: string, description: string, commands: readonly AddCommand[]])[] = [
  ['migrate', 'the schema of the database', [addMigrateUp, addMigrateStatus, addMigrateVerify]],
  [
    'client',
    'applications that people sign in to',
    [
      addClientCreate,
      addClientUpdate,
      addClientShow,
      addClientList,
      addClientRotateSecret,
      addClientDeactivate,
      addClientActivate,
    ],
  ],
  ['registration-token', 'tokens with which clients register themselves', [addRegistrationTokenCreate]],
  ['api-key', 'keys by which a client acts', [addApiKeyCreate, addApiKeyList, addApiKeyRevoke]],
  ['keys', 'keys that sign tokens', [addKeysList, addKeysRotate, addKeysRevoke, addKeysReencrypt]],
  ['grant', 'who may enter which client', [addGrantCreate, addGrantList, addGrantRevoke]],
  ['audit', 'the record and its seals', [addAuditExport, addAuditSeal, addAuditVerify, addAuditPrune]],
  [
    'messages',
    'mail that waits, was sent or failed',
    [addMessagesList, addMessagesRetry, addMessagesDispatch],
  ],
  [
    'person',
    'people and their passwords',
    [addPersonFind, addPersonShow, addPersonSuspend, addPersonReinstate, addPersonSetPassword],
  ],
  [
    'logout-notices',
    'clients that are told of ended sessions',
    [addLogoutNoticesList, addLogoutNoticesRetry, addLogoutNoticesDispatch],
  ],
  ['session', 'who is signed in', [addSessionList, addSessionRevoke, addSessionEnd]],
]

export function program(shell: Shell): Command {
  const { io } = shell
  const root = new Command('lgc')
    .description('Operates the LGC login service. The database and the keys are read from the environment.')
    .exitOverride()
    .configureOutput({
      writeOut: io.out,
      writeErr: io.err,
      outputError: (text, write) => write(withoutValues(text)),
    })
  addApply(root, shell)
  addProvision(root, shell)
  addDoctor(root, shell)
  addSweep(root, shell)
  for (const [name, description, commands] of groups) {
    const group = root.command(name).description(description)
    for (const add of commands) add(group, shell)
  }
  return root
}

/** A mistyped option is repeated to whoever typed it; its value may be a secret and is not. */
function withoutValues(text: string): string {
  return text.replace(/('--?[\w-]+)=.*'/s, "$1'")
}
