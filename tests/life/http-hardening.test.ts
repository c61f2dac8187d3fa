import { type Socket, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Tables } from '@lgc/composition'
import { open } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, databases } from '../support/databases.ts'
import { type ApiProcess, environmentFor, startApi } from '../support/processes.ts'

type Conversation = {
  readonly socket: Socket
  /** All that came until the other side ended the connection, and after how long that was. */
  readonly ended: Promise<{ readonly received: string; readonly milliseconds: number }>
}

/** A connection that says what it is told and nothing else. */
function talk(port: number, ...said: readonly (string | Buffer)[]): Conversation {
  const startedAt = performance.now()
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
  })
  const ended = new Promise<{ received: string; milliseconds: number }>((resolve) => {
    socket.on('error', () => {})
    socket.once('close', () => resolve({ received, milliseconds: performance.now() - startedAt }))
  })
  for (const bytes of said) socket.write(bytes)
  return { socket, ended }
}

const request = (...lines: readonly string[]): string =>
  ['POST /auth/verify HTTP/1.1', 'Host: a', ...lines].join('\r\n')
const json = 'Content-Type: application/json'
const chunked = 'Transfer-Encoding: chunked'

const malformed = {
  'Content-Length beside Transfer-Encoding': `${request(json, 'Content-Length: 6', chunked)}\r\n\r\n0\r\n\r\nG`,
  'Transfer-Encoding beside Content-Length': `${request(json, chunked, 'Content-Length: 6')}\r\n\r\n0\r\n\r\nG`,
  'two lengths': `${request(json, 'Content-Length: 2', 'Content-Length: 2')}\r\n\r\n{}`,
  'two different lengths': `${request(json, 'Content-Length: 2', 'Content-Length: 40')}\r\n\r\n{}`,
  'a length with a sign': `${request(json, 'Content-Length: +2')}\r\n\r\n{}`,
  'an encoding that is not chunked': `${request(json, 'Transfer-Encoding: gzip, identity')}\r\n\r\n{}`,
  'chunked twice over': `${request(json, 'Transfer-Encoding: chunked, chunked, x')}\r\n\r\n0\r\n\r\n`,
  'a folded header': `${request(json, 'X-Folded: a\r\n b', 'Content-Length: 2')}\r\n\r\n{}`,
  'a space before the colon': `${request(json, 'Content-Length : 2')}\r\n\r\n{}`,
  'a bare LF after a header': `${request(json, 'X-Bare: a\nX-Smuggled: b', 'Content-Length: 2')}\r\n\r\n{}`,
  'a bare CR in a header': `${request(json, 'X-Bare: a\rb', 'Content-Length: 2')}\r\n\r\n{}`,
  'an escape sequence in a header': `${request(json, 'User-Agent: \x1b[31m', 'Content-Length: 2')}\r\n\r\n{}`,
  'a NUL in a header': `${request(json, 'X-Nul: a\0b', 'Content-Length: 2')}\r\n\r\n{}`,
  'lines that all end in a bare LF': request(json, 'Content-Length: 2', '', '{}').replaceAll('\r\n', '\n'),
  'a chunk whose size is no number': `${request(json, chunked)}\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n`,
  'a chunk that is longer than it says': `${request(json, chunked)}\r\n\r\n1\r\n{}\r\n0\r\n\r\n`,
  'a size with a bare LF': `${request(json, chunked)}\r\n\r\n2\n{}\r\n0\r\n\r\n`,
  'a version that does not exist': request(json).replace('HTTP/1.1', 'HTTP/3.9').concat('\r\n\r\n'),
} as const

const sqlite = databases[0]
if (!sqlite) throw new Error('there is no database')

describe('a peer that speaks HTTP badly', () => {
  let fresh: FreshDatabase
  let service: ApiProcess
  let port: number

  beforeAll(async () => {
    fresh = await sqlite.create()
    service = await startApi(environmentFor(fresh.url))
    port = service.port
  }, 30_000)
  afterAll(async () => {
    await service.stop()
    await fresh.drop()
  })

  it.each(Object.entries(malformed))('is cut off with 400 for %s', async (_, bytes) => {
    const { ended } = talk(port, bytes)
    const { received, milliseconds } = await ended
    expect(received).toMatch(/^HTTP\/1\.1 400 /)
    expect(received.match(/HTTP\/1\.1 \d/g)).toHaveLength(1)
    expect(milliseconds).toBeLessThan(2000)
  })

  it('is cut off with 431 for more than 16 KB of headers', async () => {
    const long = Array.from({ length: 40 }, (_, index) => `X-Filler-${index}: ${'a'.repeat(500)}`)
    const { received } = await talk(port, `${request(...long)}\r\n\r\n`).ended
    expect(received).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('is heard when it speaks well', async () => {
    const { socket, ended } = talk(
      port,
      `${request(json, chunked, 'Connection: close')}\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    )
    expect((await ended).received).toMatch(/^HTTP\/1\.1 400 [^]*"validation_failed"/)
    socket.destroy()
  })

  it('is not waited for longer than twelve seconds', { timeout: 20_000 }, async () => {
    const drip = async ({ socket, ended }: Conversation): ReturnType<() => Conversation['ended']> => {
      const dripping = setInterval(() => socket.writable && socket.write('a'), 500)
      const end = await ended
      clearInterval(dripping)
      return end
    }
    const slow = [
      talk(port),
      talk(port, 'POST /auth/ver'),
      talk(port, `${request(json)}\r\nX-Slow: `),
      talk(port, `${request(json, 'Content-Length: 1000')}\r\n\r\n{"method":"`),
      talk(port, `${request(json, chunked)}\r\n\r\n3E8\r\n{"method":"`),
    ]
    const [silent, ...dripping] = slow
    const ends = await Promise.all([silent?.ended, ...dripping.map(drip)])
    for (const end of ends) {
      expect(end?.milliseconds).toBeLessThan(12_000)
      expect(end?.received).toMatch(/^(HTTP\/1\.1 408 |$)/)
    }
    expect((await service.call('/health/ready')).status).toBe(200)
  })

  it.each([
    [
      'length',
      [`${request(json, `Content-Length: ${10 * 1024 * 1024}`)}\r\n\r\n`, Buffer.alloc(200_000, 'a')],
    ],
    ['chunks', [`${request(json, chunked)}\r\n\r\n30d40\r\n`, Buffer.alloc(200_000, 'a')]],
  ])('has its 10 MB by %s refused before it sent them', async (_, bytes) => {
    const { socket, ended } = talk(port, ...bytes)
    const { received, milliseconds } = await Promise.race([
      ended,
      pause(5000, { received: 'nothing was refused', milliseconds: 5000 }),
    ])
    expect(received).toMatch(/^HTTP\/1\.1 413 [^]*connection: close[^]*"payload_too_large"/i)
    expect(milliseconds).toBeLessThan(2000)
    expect(socket.destroyed).toBe(true)
  })
})

describe('where a request comes from', () => {
  const headersTried = [
    { 'X-Forwarded-For': '198.51.100.7', 'X-Real-IP': '198.51.100.8', Forwarded: 'for=198.51.100.9' },
    { 'X-Forwarded-For': '192.0.2.1, 198.51.100.7, 10.1.2.3' },
    { 'X-Forwarded-For': 'unknown, "<x>' },
  ] as const

  it.each([
    ['nobody is trusted', '', ['127.0.0.1', '127.0.0.1', '127.0.0.1']],
    ['only other peers are trusted', '10.0.0.0/8', ['127.0.0.1', '127.0.0.1', '127.0.0.1']],
    ['the peer is trusted', '127.0.0.1,10.0.0.0/8', ['198.51.100.7', '198.51.100.7', '127.0.0.1']],
  ])('is told rightly when %s', { timeout: 30_000 }, async (_, TRUSTED_PROXIES, addresses) => {
    const fresh = await sqlite.create()
    const service = await startApi({ ...environmentFor(fresh.url), TRUSTED_PROXIES })
    const json = { method: 'password', identifier: 'nobody@example.com', password: 'a wrong guess' }
    for (const headers of headersTried) {
      expect((await service.call('/auth/verify', { json, headers })).status).toBe(401)
    }
    await service.stop()
    const { db } = open<Tables>(fresh.url)
    const suspicions = db.selectFrom('security_log').select('ip_address').orderBy('id')
    expect((await suspicions.execute()).map(({ ip_address }) => ip_address)).toEqual(addresses)
    const requests = db.selectFrom('request_log').select('ip_address').orderBy('id')
    expect((await requests.execute()).map(({ ip_address }) => ip_address)).toEqual(addresses)
    await db.destroy()
    await fresh.drop()
  })
})
