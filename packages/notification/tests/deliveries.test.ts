import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { type IncomingHttpHeaders, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { guardedFetch } from '@lgc/outbound'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, headerOf, startMailServer, textOfMail } from '../../../tests/support/mail-server.ts'
import { mailsIn } from '../../../tests/support/mailbox.ts'
import type { Mail, ShortMessage } from '../src/index.ts'
import { type GatewaySettings, deliveryBy, gatewayProblem, shortDeliveryBy } from '../src/infra/index.ts'
import { logDelivery, logShortDelivery } from '../src/infra/log-delivery.ts'

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

const short: ShortMessage = {
  recipient: '+819012345678',
  messageId: 'code.1',
  text: '012345 is "yours".\nBye & good',
}

describe('a short message', () => {
  const noGateway = async () => ({ ok: false, refusal: 'name_unresolved' }) as const

  it('is a file in a folder, to be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lgc-sms-'))
    await shortDeliveryBy({ kind: 'file', folder }, noGateway)(short)
    expect(await readFile(join(folder, 'code.1.txt'), 'utf8')).toBe(
      `To: ${short.recipient}\n\n${short.text}\n`,
    )
    await rm(folder, { recursive: true })
  })

  it('is a line of a log, code and all', async () => {
    const lines: string[] = []
    await logShortDelivery((line) => void lines.push(line))(short)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'sms',
      to: short.recipient,
      text: short.text,
    })
  })
})

describe('a short message through a gateway', () => {
  const json = { 'content-type': 'application/json', authorization: 'Bearer canary' }
  const body = '{"to":"{recipient}","text":"{text}","id":"{message_id}"}'
  let server: Server
  let url: string
  let status = 200
  const received: { method: string; path: string; headers: IncomingHttpHeaders; body: string }[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((content) => {
        const { method = '', url: path = '', headers } = request
        received.push({ method, path, headers, body: content })
        response.writeHead(status).end(`said to ${short.recipient}: ${short.text}`)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const ask = guardedFetch({ allow: ['127.0.0.1'] })
  const send = (gateway: Partial<GatewaySettings> = {}, by = ask): Promise<void> =>
    shortDeliveryBy(
      { kind: 'gateway', gateway: { url, method: 'POST', headers: json, body, ...gateway } },
      by,
    )(short)

  it('is JSON, whatever is in it', async () => {
    status = 202
    await send()
    const request = received.at(-1)
    expect(request).toMatchObject({
      method: 'POST',
      path: '/send',
      headers: { authorization: 'Bearer canary' },
    })
    expect(JSON.parse(request?.body ?? '')).toEqual({
      to: short.recipient,
      text: short.text,
      id: short.messageId,
    })
  })

  it('is a form, or an address', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': '{message_id}' }
    await send({ headers, body: 'To={recipient}&Body={text}' })
    expect(received.at(-1)?.headers['idempotency-key']).toBe('code.1')
    expect(Object.fromEntries(new URLSearchParams(received.at(-1)?.body))).toEqual({
      To: short.recipient,
      Body: short.text,
    })
    await send({ method: 'GET', url: `${url}?to={recipient}&text={text}`, headers: {} })
    const query = new URLSearchParams(received.at(-1)?.path.split('?')[1])
    expect([query.get('to'), query.get('text')]).toEqual([short.recipient, short.text])
  })

  it.each([400, 500])('fails when it answers %i, and does not repeat what it says', async (answered) => {
    status = answered
    await expect(send()).rejects.toThrow(new Error(`the SMS gateway answered ${answered}`))
  })

  it('fails where it may not be asked, before anything is sent', async () => {
    const before = received.length
    await expect(send({}, guardedFetch({ allow: [] }))).rejects.toThrow('address_forbidden')
    expect(received).toHaveLength(before)
  })

  it.each([
    [{}, undefined],
    [{ body: '{"text":"{text}"}' }, /\{recipient\}/],
    [{ body: '{"to":"{recipient}"}' }, /\{text\}/],
    [{ body: '{"to":{recipient},"text":"{text}"}' }, /JSON/],
    [{ method: 'GET', url: 'https://sms.example/' }, /\{recipient\}/],
  ] as const)('is refused with settings that cannot work: %j', (change, problem) => {
    const settings = { url: 'https://sms.example/', method: 'POST', headers: json, body, ...change } as const
    if (problem === undefined) expect(gatewayProblem(settings)).toBeUndefined()
    else expect(gatewayProblem(settings)).toMatch(problem)
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
