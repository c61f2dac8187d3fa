import { createTransport } from 'nodemailer'
import type { Deliver } from '../app/ports.ts'
import { attemptLimitInSeconds } from '../domain/delivery.ts'
import { within } from './within.ts'

const silenceInMilliseconds = 20_000

/** Over SMTP, a connection for each mail. A server that is slow is given up before the lease is over. */
export function smtpDelivery(url: string, from: string): Deliver {
  const transport = createTransport({
    url,
    connectionTimeout: silenceInMilliseconds,
    greetingTimeout: silenceInMilliseconds,
    socketTimeout: silenceInMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async (mail) => {
    await within(attemptLimitInSeconds, transport.sendMail({ ...mail, from }))
  }
}
