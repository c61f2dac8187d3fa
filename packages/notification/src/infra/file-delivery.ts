import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Deliver, DeliverShort } from '../app/ports.ts'

/** Writes each mail into a folder as a mail program would open it; the same mail again replaces the file. */
export function fileDelivery(folder: string, from: string): Deliver {
  const transport = createTransport({
    streamTransport: true,
    buffer: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return async (mail) => {
    const { message } = await transport.sendMail({ ...mail, from })
    await keep(folder, `${mail.messageId}.eml`, message)
  }
}

/** Writes each short message into a folder, to be read. */
export function fileShortDelivery(folder: string): DeliverShort {
  return ({ recipient, messageId, text }) => keep(folder, `${messageId}.txt`, `To: ${recipient}\n\n${text}\n`)
}

/** Whoever watches the folder sees whole messages only. */
async function keep(folder: string, wanted: string, content: Parameters<typeof writeFile>[1]): Promise<void> {
  const name = wanted.replace(/[^A-Za-z0-9._-]/g, '')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `.${name}`), content, { mode: 0o600 })
  await rename(join(folder, `.${name}`), join(folder, name))
}
