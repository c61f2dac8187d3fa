import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Deliver } from '../app/ports.ts'

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
    const name = `${mail.messageId.replace(/[^A-Za-z0-9.-]/g, '')}.eml`
    await mkdir(folder, { recursive: true })
    // Whoever watches the folder sees whole mails only.
    await writeFile(join(folder, `.${name}`), message, { mode: 0o600 })
    await rename(join(folder, `.${name}`), join(folder, name))
  }
}
