import type { MailServer } from '../../support/mail-server.ts'
import { addRows, sealingOf } from '../../support/sealing.ts'
import { addPerson } from '../../support/world.ts'
import { type Operation, records, rows } from './operation.ts'

/** Longer than what a process that died had taken for itself: the lease of the sealer, and that of a message. */
const untilLeaseEndsInSeconds = 125
const rowsEachTime = 50

export const sealing: Operation = {
  name: 'seal',
  nothing: { sealed: 0 },
  done: { answer: 'sealed', traces: { sealed: rowsEachTime } },
  again: { answer: 'sealed', traces: { sealed: rowsEachTime } },
  waitInSeconds: untilLeaseEndsInSeconds,
  async begin(service) {
    service.clock.pass(untilLeaseEndsInSeconds)
    await sealingOf(service).seal()
    return async () => {
      const madeAt = service.clock.now()
      await addRows(service, rowsEachTime, () => ({ created_at: madeAt }))
      const added = service.db.selectFrom('audit_log').select('xid').where('created_at', '=', madeAt)
      const sealed = service.db.selectFrom('audit_sealed_rows').select('xid').where('xid', 'in', added)
      return {
        async ask({ work }) {
          await work('seal')
          return 'sealed'
        },
        look: async () => ({ sealed: await rows(sealed) }),
      }
    }
  },
}

const afterTaking = 'after the mail server took it'

/** Several are taken at once, so what is done by when is said here. */
export function dispatch(server: MailServer): Operation {
  return {
    name: 'outbox',
    nothing: { sent: 0, recorded: 0 },
    done: { answer: 'delivered', traces: { sent: 1, recorded: 1 } },
    again: { answer: 'delivered', traces: { sent: 1, recorded: 1 } },
    waitInSeconds: untilLeaseEndsInSeconds,
    points: [
      { moment: 'before the first statement', isDone: false },
      { moment: 'after update messages', isDone: false },
      { moment: 'after commit', isDone: false },
      { moment: afterTaking, isDone: false },
      { moment: 'after update messages (2)', isDone: false },
      { moment: 'after insert audit_log', isDone: false },
    ],
    begin: async (service) => async () => {
      const { identity } = await addPerson(service)
      const messages = service.db
        .selectFrom('messages')
        .select('xid')
        .where('recipient', '=', identity.identifier)
      const { xid } = await messages.executeTakeFirstOrThrow()
      return {
        async ask({ work, kill, dieAt }) {
          server.onTaken = dieAt === afterTaking ? () => void kill() : () => {}
          await work('dispatch')
          const isDelivered = server.received.some(({ to }) => to.includes(identity.identifier))
          return isDelivered ? 'delivered' : 'lost'
        },
        look: async () => ({
          sent: await rows(messages.where('state', '=', 'sent')),
          recorded: await records(service.db, 'message.sent', [xid]),
        }),
      }
    },
  }
}
