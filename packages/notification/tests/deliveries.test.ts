import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, headerOf, startMailServer, textOfMail } from '../../../tests/support/mail-server.ts'
import { mailsIn } from '../../../tests/support/mailbox.ts'
import type { Mail } from '../src/index.ts'
import { deliveryBy } from '../src/infra/index.ts'
import { logDelivery } from '../src/infra/log-delivery.ts'

const from = 'LGC <no-reply@example.com>'
const mail: Mail = {
  to: 'ada@example.com',
  messageId: '<reset.1@login.example.com>',
  subject: '「ノート」のパスワード再設定',
  text: 'Choose it here:\n\nhttps://login.example.com/recover/reset?token=abc\n.\nThe end.\n',
  html: '<p>Choose it <a href="https://login.example.com/recover">here</a></p>',
}

describe('mail by SMTP', () => {
  let server: MailServer
  beforeAll(async () => {
    server = await startMailServer()
  })
  afterAll(() => server.stop())
  const deliver = (one: Mail) => deliveryBy({ route: { kind: 'smtp', url: server.url }, from })(one)

  it('arrives whole, from our address, in text and HTML', async () => {
    server.manners = () => 'take'
    await deliver(mail)
    const received = server.received.at(-1)
    if (!received) throw new Error('nothing was received')
    expect(received).toMatchObject({ from: 'no-reply@example.com', to: ['ada@example.com'] })
    expect(headerOf(received, 'Message-ID')).toBe(mail.messageId)
    expect(headerOf(received, 'From')).toBe(from)
    expect(textOfMail(received).replaceAll('\r\n', '\n').trim()).toBe(mail.text.trim())
    expect(received.raw).toMatch(/content-type: text\/html/i)
  })

  it('lets no field add a header or another recipient', async () => {
    await deliver({ ...mail, subject: 'Hello\r\nBcc: eve@evil.tld' })
    const received = server.received.at(-1)
    if (!received) throw new Error('nothing was received')
    expect(headerOf(received, 'Bcc')).toBeUndefined()
    expect(received.to).toEqual(['ada@example.com'])
  })

  it.each(['refuse', 'drop'] as const)('fails when the server does this: %s', async (manners) => {
    server.manners = () => manners
    await expect(deliver(mail)).rejects.toThrow()
  })

  it('fails when nobody listens', async () => {
    const route = { kind: 'smtp', url: 'smtp://127.0.0.1:1' } as const
    await expect(deliveryBy({ route, from })(mail)).rejects.toThrow()
  })
})

describe('mail into a folder', () => {
  it('is one file for each, however often it is sent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lgc-mail-'))
    const deliver = deliveryBy({ route: { kind: 'file', folder: join(folder, 'mail') }, from })
    await deliver(mail)
    await deliver(mail)
    const names = await readdir(join(folder, 'mail'))
    expect(names).toEqual(['reset.1login.example.com.eml'])
    expect((await mailsIn(join(folder, 'mail'))).map(({ to }) => to)).toEqual([['ada@example.com']])
    await rm(folder, { recursive: true })
  })
})

describe('mail as a line of a log', () => {
  it('is one line of JSON, whatever the mail says', async () => {
    const lines: string[] = []
    await logDelivery((line) => void lines.push(line))(mail)
    expect(lines.map((line) => line.includes('\n'))).toEqual([false])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ to: mail.to, text: mail.text })
  })
})
