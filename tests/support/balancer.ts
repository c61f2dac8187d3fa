import { Agent, type IncomingMessage, type ServerResponse, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type ApiProcess, send } from './processes.ts'

type Backend = { readonly port: number; readonly agent: Agent; isReady: boolean }

export type Balancer = Pick<ApiProcess, 'call'> & {
  readonly port: number
  /** Ports of those that said they are ready when they were last asked. */
  readonly ready: () => readonly number[]
  /** What it could not pass on, and why. */
  readonly failures: readonly string[]
  readonly stop: () => Promise<void>
}

const askEveryMilliseconds = 200
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/**
 * Passes requests on, by turns, to those that are ready; asks each five times a second. A request is sent again, to
 * another, only if nobody took the connection: everything else may have been done already.
 */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const backends = ports.map((port): Backend => {
    return { port, agent: new Agent({ keepAlive: true, maxSockets: 128 }), isReady: true }
  })
  const failures: string[] = []
  let turn = 0

  const askAll = async (): Promise<void> => {
    await Promise.all(backends.map(look))
  }
  const choose = (): Backend | undefined => {
    const ready = backends.filter((one) => one.isReady)
    return ready[turn++ % ready.length]
  }
  const server = createServer((incoming, outgoing) => {
    void buffer(incoming).then(async (body) => {
      for (let backend = choose(); backend; backend = choose()) {
        const failure = await passOn(backend, incoming, { body, outgoing })
        if (failure === undefined) return
        if (failure !== 'ECONNREFUSED') return fail(outgoing, `${incoming.url} ${failure}`)
        backend.isReady = false
      }
      fail(outgoing, `${incoming.url} nobody is ready`)
    })
  })
  const fail = (outgoing: ServerResponse, why: string): void => {
    failures.push(why)
    outgoing.writeHead(502).end()
  }
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const asking = setInterval(() => void askAll(), askEveryMilliseconds)
  const { port } = server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 128 })
  return {
    port,
    call: (path, outgoing = {}) => send(port, path, { agent, ...outgoing }),
    ready: () => backends.filter((one) => one.isReady).map((one) => one.port),
    failures,
    async stop() {
      clearInterval(asking)
      for (const one of [agent, ...backends.map((backend) => backend.agent)]) one.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Exchange = { readonly body: Buffer; readonly outgoing: ServerResponse }

/** Why it could not be passed on, if it could not. */
function passOn(
  { port, agent }: Backend,
  incoming: IncomingMessage,
  { body, outgoing }: Exchange,
): Promise<string | undefined> {
  const { method = 'GET', url: path = '/', headers } = incoming
  return new Promise((resolve) => {
    const target = { host: '127.0.0.1', port, agent, method, path }
    const sent = request({ ...target, headers: endToEnd(headers, body.length) }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers))
      answer.once('error', (error) => outgoing.destroy(error)).pipe(outgoing)
      resolve(undefined)
    })
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    sent.end(body)
  })
}

function endToEnd(headers: IncomingMessage['headers'], length?: number): NodeJS.Dict<string | string[]> {
  const kept = Object.entries(headers).filter(([name]) => !hopByHop.has(name))
  return { ...Object.fromEntries(kept), ...(length ? { 'content-length': String(length) } : {}) }
}

/** Whoever leaves says so, and whoever is gone takes no connection; somebody who is only late is asked still. */
async function look(backend: Backend): Promise<void> {
  const late = new Promise<'late'>((resolve) => void setTimeout(resolve, 1000, 'late').unref())
  const asked = send(backend.port, '/health/ready', {}).then(
    ({ status, body }) => (status === 200 ? 'ready' : body['reason'] === 'draining' ? 'gone' : 'late'),
    () => 'gone' as const,
  )
  const answer = await Promise.race([asked, late])
  if (answer !== 'late') backend.isReady = answer === 'ready'
}
