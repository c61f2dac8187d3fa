import type { Deliver, DeliverShort } from '../app/ports.ts'

/** Says each mail as one line of JSON. It shows the links too, so it is for development only. */
export function logDelivery(write: (line: string) => void): Deliver {
  return async ({ to, messageId, subject, text }) =>
    write(JSON.stringify({ message: 'mail', to, message_id: messageId, subject, text }))
}

/** The same for short messages; the codes are to be seen. */
export function logShortDelivery(write: (line: string) => void): DeliverShort {
  return async ({ recipient, messageId, text }) =>
    write(JSON.stringify({ message: 'sms', to: recipient, message_id: messageId, text }))
}
