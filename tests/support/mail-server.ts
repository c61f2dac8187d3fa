import { type Server, type Socket, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

export type ReceivedMail = {
  readonly from: string
  readonly to: readonly string[]
  /** As it came: headers, a blank line, the content. */
  readonly raw: string
}

/** How the server treats a mail: takes it, says no, answers late, or hangs up before it has said yes. */
export type MailManners = 'take' | 'refuse' | 'drop' | { readonly lateInMilliseconds: number }

/** A mail server of our own, behind a real socket. */
export type MailServer = {
  readonly url: string
  readonly received: ReceivedMail[]
  /** Decided anew for each mail, by its recipient. */
  manners: (recipient: string) => MailManners
  /** Called when a mail was received, before the server says yes. */
  onTaken: () => void
  readonly stop: () => Promise<void>
}

export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    converse(socket, running)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const running: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    received,
    manners: () => 'take',
    onTaken: () => {},
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return running
}

type Envelope = { from: string; to: string[]; content: string[] | null }

/** RFC 5321, as far as one mail after another needs it. */
function converse(socket: Socket, server: MailServer): void {
  const envelope: Envelope = { from: '', to: [], content: null }
  const say = (line: string): void => void (socket.writable && socket.write(`${line}\r\n`))
  let rest = ''
  socket.setEncoding('utf8')
  say('220 mail.test ready')
  socket.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })

  function hear(line: string): void {
    if (envelope.content === null) return obey(line)
    if (line !== '.') return void envelope.content.push(line.replace(/^\./, ''))
    const { from, to, content } = envelope
    Object.assign(envelope, { from: '', to: [], content: null })
    const take = (): void => {
      server.received.push({ from, to, raw: content.join('\r\n') })
      server.onTaken()
      say('250 taken')
    }
    const manners = server.manners(to[0] ?? '')
    if (manners === 'take') return take()
    if (manners === 'refuse') return say(`550 no mail for ${to[0]}`)
    if (manners === 'drop') {
      server.received.push({ from, to, raw: content.join('\r\n') })
      return void socket.destroy()
    }
    setTimeout(take, manners.lateInMilliseconds).unref()
  }

  function obey(line: string): void {
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    const verb = line.slice(0, 4).toUpperCase()
    if (verb === 'EHLO' || verb === 'HELO') return say('250 mail.test')
    if (verb === 'QUIT') return void socket.end('221 bye\r\n')
    if (verb === 'MAIL') envelope.from = address
    if (verb === 'RCPT') envelope.to.push(address)
    if (verb !== 'DATA') return say('250 ok')
    envelope.content = []
    say('354 go on')
  }
}

/** A header of a mail, unfolded. */
export function headerOf({ raw }: ReceivedMail, name: string): string | undefined {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const line = head.split('\r\n').find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim()
}

/** The readable part of a mail. */
export function textOfMail({ raw }: ReceivedMail): string {
  const part = raw.split(/\r\n--[^\r\n]+\r\n/).find((one) => /^content-type: text\/plain/im.test(one)) ?? raw
  const [head = '', ...body] = part.split('\r\n\r\n')
  const content = body.join('\r\n\r\n')
  if (/base64/i.test(head)) return Buffer.from(content, 'base64').toString()
  return /quoted-printable/i.test(head) ? unquoted(content) : content
}

function unquoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

/** The token in the link of a mail. */
export function tokenIn(text: string): string {
  const token = /[?&]token=(lgp_[A-Za-z0-9_-]{43})/.exec(text)?.[1]
  if (token === undefined) throw new Error(`no link with a token in ${text}`)
  return token
}
