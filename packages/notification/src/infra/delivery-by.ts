import type { Deliver } from '../app/ports.ts'
import { fileDelivery } from './file-delivery.ts'
import { logDelivery } from './log-delivery.ts'
import type { MailSettings } from './mail-settings.ts'
import { smtpDelivery } from './smtp-delivery.ts'

export function deliveryBy({ route, from }: MailSettings): Deliver {
  if (route.kind === 'smtp') return smtpDelivery(route.url, from)
  if (route.kind === 'file') return fileDelivery(route.folder, from)
  return logDelivery((line) => process.stderr.write(`${line}\n`))
}
