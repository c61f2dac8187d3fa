import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guardedFetch } from './guarded-fetch.ts'
import type { OutboundRefusal } from './outbound-request.ts'

/** What each name resolves to; the internet is not asked. */
const names: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.216.34'],
  'inside.example': ['10.0.0.7'],
  'loopback.example': ['127.0.0.1'],
  'half.example': ['93.184.216.34', '127.0.0.1'],
  'half6.example': ['93.184.216.34', 'fd00::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'nat64.example': ['64:ff9b::7f00:1'],
  'metadata.example': ['169.254.169.254'],
  'zero.example': ['0.0.0.0'],
}

const resolve = async (name: string) =>
  (names[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))

const vectors: readonly (readonly [url: string, OutboundRefusal])[] = [
  // Addresses that nobody outside has
  ['https://127.0.0.1/', 'address_forbidden'],
  ['https://127.255.255.254/', 'address_forbidden'],
  ['https://0.0.0.0/', 'address_forbidden'],
  ['https://0.1.2.3/', 'address_forbidden'],
  ['https://10.0.0.1/', 'address_forbidden'],
  ['https://10.255.255.255/', 'address_forbidden'],
  ['https://172.16.0.1/', 'address_forbidden'],
  ['https://172.31.255.255/', 'address_forbidden'],
  ['https://192.168.1.1/', 'address_forbidden'],
  ['https://100.64.0.1/', 'address_forbidden'],
  ['https://100.100.100.200/', 'address_forbidden'],
  ['https://169.254.169.254/latest/meta-data/', 'address_forbidden'],
  ['https://169.254.170.2/', 'address_forbidden'],
  ['https://168.63.129.16/', 'address_forbidden'],
  ['https://192.0.0.192/', 'address_forbidden'],
  ['https://192.0.2.1/', 'address_forbidden'],
  ['https://192.88.99.1/', 'address_forbidden'],
  ['https://198.18.0.1/', 'address_forbidden'],
  ['https://224.0.0.1/', 'address_forbidden'],
  ['https://240.0.0.1/', 'address_forbidden'],
  ['https://255.255.255.255/', 'address_forbidden'],
  ['https://[::1]/', 'address_forbidden'],
  ['https://[::]/', 'address_forbidden'],
  ['https://[::7f00:1]/', 'address_forbidden'],
  ['https://[::ffff:7f00:1]/', 'address_forbidden'],
  ['https://[::ffff:a00:1]/', 'address_forbidden'],
  ['https://[::ffff:0:7f00:1]/', 'address_forbidden'],
  ['https://[64:ff9b::7f00:1]/', 'address_forbidden'],
  ['https://[64:ff9b:1::a00:1]/', 'address_forbidden'],
  ['https://[2002:7f00:1::]/', 'address_forbidden'],
  ['https://[2001:0:0:1::1]/', 'address_forbidden'],
  ['https://[2001:db8::1]/', 'address_forbidden'],
  ['https://[fc00::1]/', 'address_forbidden'],
  ['https://[fd00:ec2::254]/', 'address_forbidden'],
  ['https://[fe80::1]/', 'address_forbidden'],
  ['https://[fec0::1]/', 'address_forbidden'],
  ['https://[ff02::1]/', 'address_forbidden'],
  ['https://[100::1]/', 'address_forbidden'],
  ['https://[4000::1]/', 'address_forbidden'],
  // Names that lead to them, or mean something else on every network
  ['https://inside.example/', 'address_forbidden'],
  ['https://loopback.example/', 'address_forbidden'],
  ['https://half.example/', 'address_forbidden'],
  ['https://half6.example/', 'address_forbidden'],
  ['https://mapped.example/', 'address_forbidden'],
  ['https://nat64.example/', 'address_forbidden'],
  ['https://metadata.example/', 'address_forbidden'],
  ['https://zero.example/', 'address_forbidden'],
  ['https://localhost/', 'address_forbidden'],
  ['https://metadata/', 'address_forbidden'],
  ['https://unknown.example/', 'name_unresolved'],
  // Other spellings of an address
  ['https://0177.0.0.1/', 'url_malformed'],
  ['https://0x7f.0.0.1/', 'url_malformed'],
  ['https://0x7f000001/', 'url_malformed'],
  ['https://2130706433/', 'url_malformed'],
  ['https://127.1/', 'url_malformed'],
  ['https://①②⑦.⓪.⓪.①/', 'url_malformed'],
  ['https://127。0。0。1/', 'url_malformed'],
  ['https://１２７.0.0.1/', 'url_malformed'],
  ['https://127.0.0.1./', 'url_malformed'],
  ['https://localhost./', 'url_malformed'],
  ['https://public.example./', 'url_malformed'],
  ['https://127.0.0.%31/', 'url_malformed'],
  ['https://[0:0:0:0:0:0:0:1]/', 'url_malformed'],
  ['https://[::ffff:127.0.0.1]/', 'url_malformed'],
  ['https://[fe80::1%25eth0]/', 'url_malformed'],
  ['https://ＰＵＢＬＩＣ.example/', 'url_malformed'],
  ['https://public\u00ad.example/', 'url_malformed'],
  // URLs that two parsers may read in two ways
  ['https://user@public.example/', 'url_malformed'],
  ['https://user:secret@public.example/', 'url_malformed'],
  ['https://public.example@127.0.0.1/', 'url_malformed'],
  ['https://127.0.0.1\\@public.example/', 'url_malformed'],
  ['https:\\\\127.0.0.1/', 'url_malformed'],
  ['https:/127.0.0.1/', 'url_malformed'],
  ['https:127.0.0.1', 'url_malformed'],
  ['https://public.example#@127.0.0.1/', 'url_malformed'],
  ['https://public.example/#fragment', 'url_malformed'],
  [' https://public.example/', 'url_malformed'],
  ['https://public.exam\tple/', 'url_malformed'],
  ['https://public.example/a b', 'url_malformed'],
  ['https://public.example/\r\nHost: other', 'url_malformed'],
  ['https://public.example:0443/', 'url_malformed'],
  ['https://public.example:65536/', 'url_malformed'],
  ['https://public.example:/', 'url_malformed'],
  ['', 'url_malformed'],
  ['//public.example/', 'url_malformed'],
  // Other schemes and ports
  ['ftp://public.example/', 'url_malformed'],
  ['file:///etc/passwd', 'url_malformed'],
  ['data:text/plain,x', 'url_malformed'],
  ['javascript:alert(1)', 'url_malformed'],
  ['gopher://public.example/', 'url_malformed'],
  ['http://public.example/', 'url_insecure'],
  ['http://93.184.216.34/', 'url_insecure'],
  ['http://127.0.0.1/', 'address_forbidden'],
  ['https://public.example:22/', 'port_forbidden'],
  ['https://public.example:80/', 'port_forbidden'],
  ['https://public.example:6379/', 'port_forbidden'],
  ['https://public.example:8443/', 'port_forbidden'],
  ['https://[2606:4700::1111]:25/', 'port_forbidden'],
]

/** Listens on every loopback address that it is asked to, and counts who connects. */
async function listen(host: string, port: number, answer: Parameters<typeof createServer>[1]) {
  let connections = 0
  const server: Server = createServer({}, answer ?? (() => {}))
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((done) => server.listen(port, host, done))
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(done))
    },
  }
}

type Listener = Awaited<ReturnType<typeof listen>>

describe('what may not be asked', () => {
  const ask = guardedFetch({ allow: [], resolve })

  it.each(vectors)('%j is refused: %s', async (url, refusal) => {
    expect(await ask({ url })).toEqual({ ok: false, refusal })
  })

  it('is more than 60 ways of asking', () => expect(vectors.length).toBeGreaterThan(60))

  it('is refused before anything is connected to', async () => {
    const canary = await listen('127.0.0.1', 0, (_, response) => response.end())
    for (const host of [
      '127.0.0.1',
      'loopback.example',
      'localhost',
      '127.1',
      'half.example',
      '[::ffff:7f00:1]',
    ]) {
      await ask({ url: `http://${host}:${canary.port}/` })
      await ask({ url: `https://${host}:${canary.port}/` })
    }
    await canary.close()
    expect(canary.connections()).toBe(0)
  })

  it('stays refused where other addresses are allowed', async () => {
    const some = guardedFetch({ allow: ['10.1.0.0/16', 'gateway.internal'], resolve })
    expect(await some({ url: 'http://10.2.0.1/' })).toEqual({ ok: false, refusal: 'address_forbidden' })
    expect(await some({ url: 'https://half.example/' })).toEqual({ ok: false, refusal: 'address_forbidden' })
    expect(await some({ url: 'http://public.example/' })).toEqual({ ok: false, refusal: 'url_insecure' })
  })
})

describe('a destination that is allowed', () => {
  let there: Listener
  const allow = ['127.0.0.1/32']
  const ask = guardedFetch({ allow, resolve, bounds: { connectMs: 300, totalMs: 600 } })
  const at = (path: string) => `http://127.0.0.1:${there.port}${path}`

  beforeAll(async () => {
    there = await listen('127.0.0.1', 0, (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://there')
      if (pathname === '/echo') {
        response.setHeader('X-Method', request.method ?? '')
        request.pipe(response)
      } else if (pathname === '/elsewhere') {
        response.writeHead(302, { Location: `http://127.0.0.2:${there.port}/` }).end()
      } else if (pathname === '/large') response.end(Buffer.alloc(1_048_577))
      else if (pathname === '/full') response.end(Buffer.alloc(1_048_576))
      else if (pathname === '/broken') request.socket.destroy()
      else if (pathname === '/drip') setInterval(() => response.write('.'), 50).unref()
      else if (pathname === '/failing') response.writeHead(503).end('details')
      else if (pathname !== '/silent') response.end('there')
    })
  })
  afterAll(() => there.close())

  it('answers with status, headers and body', async () => {
    const answer = await ask({ url: at('/echo?a=1'), method: 'POST', body: 'hello' })
    if (!answer.ok) throw new Error(answer.refusal)
    expect(answer.value).toMatchObject({ status: 200, headers: { 'x-method': 'POST' } })
    expect(answer.value.text()).toBe('hello')
  })

  it('may be found by its name', async () => {
    const answer = await ask({ url: `http://loopback.example:${there.port}/` })
    expect(answer).toMatchObject({ ok: true, value: { status: 200 } })
  })

  it('may be allowed by its name', async () => {
    const named = guardedFetch({ allow: ['loopback.example'], resolve })
    expect(await named({ url: `http://loopback.example:${there.port}/` })).toMatchObject({ ok: true })
    expect(await named({ url: at('/') })).toEqual({ ok: false, refusal: 'address_forbidden' })
  })

  it('is not followed elsewhere', async () => {
    const elsewhere = await listen('127.0.0.2', there.port, (_, response) => response.end())
    expect(await ask({ url: at('/elsewhere') })).toEqual({ ok: false, refusal: 'redirected' })
    await elsewhere.close()
    expect(elsewhere.connections()).toBe(0)
  })

  it('may answer a megabyte and no more', async () => {
    expect(await ask({ url: at('/full') })).toMatchObject({ ok: true })
    expect(await ask({ url: at('/large') })).toEqual({ ok: false, refusal: 'answer_too_large' })
  })

  it.each(['/silent', '/drip'])('has a limited time (%s)', async (path) => {
    expect(await ask({ url: at(path) })).toEqual({ ok: false, refusal: 'timed_out' })
  })

  it('may break off', async () => {
    expect(await ask({ url: at('/broken') })).toEqual({ ok: false, refusal: 'connection_failed' })
  })

  it('is asked where the name led when it was checked, wherever it leads later', async () => {
    const other = await listen('127.0.0.2', there.port, (_, response) => response.end('rebound'))
    let asked = 0
    const rebinding = async () => {
      asked += 1
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]
    }
    const once = guardedFetch({ allow, resolve: rebinding })
    const answer = await once({ url: `http://rebind.example:${there.port}/` })
    expect(answer.ok && answer.value.text()).toBe('there')
    expect(asked).toBe(1)
    expect(await once({ url: `http://rebind.example:${there.port}/` })).toEqual({
      ok: false,
      refusal: 'address_forbidden',
    })
    await other.close()
    expect(other.connections()).toBe(0)
  })

  it('does not wait for a resolver that does not answer', async () => {
    const never = guardedFetch({ allow: [], resolve: () => new Promise(() => {}), bounds: { connectMs: 50 } })
    expect(await never({ url: 'https://public.example/' })).toEqual({ ok: false, refusal: 'name_unresolved' })
  })

  it('is not asked more than 20 times at once', async () => {
    const hurried = guardedFetch({ allow, bounds: { totalMs: 500 } })
    const all = await Promise.all(Array.from({ length: 25 }, () => hurried({ url: at('/silent') })))
    const refused = (reason: OutboundRefusal) =>
      all.filter((outcome) => !outcome.ok && outcome.refusal === reason).length
    expect([refused('destination_busy'), refused('timed_out')]).toEqual([5, 20])
  })

  it('is left alone after five failures, and tried again with one request after half a minute', async () => {
    let time = 0
    const patient = guardedFetch({ allow, now: () => time })
    const failing = { url: at('/failing') }
    for (let count = 0; count < 5; count += 1) {
      expect(await patient(failing)).toMatchObject({ ok: true, value: { status: 503 } })
    }
    expect(await patient({ url: at('/') })).toEqual({ ok: false, refusal: 'destination_broken' })
    time = 30_000
    const [first, second] = await Promise.all([patient({ url: at('/') }), patient({ url: at('/') })])
    expect(first).toMatchObject({ ok: true, value: { status: 200 } })
    expect(second).toEqual({ ok: false, refusal: 'destination_broken' })
    expect(await patient({ url: at('/') })).toMatchObject({ ok: true })
  })
})
