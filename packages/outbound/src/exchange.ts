import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { type Result, accept, refuse } from '@lgc/kernel'
import type { OutboundAnswer, OutboundRefusal, OutboundRequest } from './outbound-request.ts'
import type { Target } from './target.ts'

export type Address = { readonly address: string; readonly family: number }

export type Bounds = { readonly connectMs: number; readonly totalMs: number; readonly answerBytes: number }

type Outcome = Result<OutboundAnswer, OutboundRefusal>

/** One request on a connection of its own, to the addresses that were checked and to no others. */
export function exchange(
  target: Target,
  pinned: readonly Address[],
  request: OutboundRequest,
  bounds: Bounds,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const outgoing = begin(target, pinned, request)
    const settle = (outcome: Outcome): void => {
      clearTimeout(connecting)
      clearTimeout(whole)
      resolve(outcome)
      outgoing.destroy()
    }
    const connecting = setTimeout(() => settle(refuse('timed_out')), bounds.connectMs)
    const whole = setTimeout(() => settle(refuse('timed_out')), bounds.totalMs)
    outgoing.on('socket', (socket) => {
      socket.once(target.isSecure ? 'secureConnect' : 'connect', () => clearTimeout(connecting))
    })
    outgoing.on('error', () => settle(refuse('connection_failed')))
    outgoing.on('upgrade', () => settle(refuse('connection_failed')))
    outgoing.on('response', (incoming) => void collect(incoming, bounds.answerBytes).then(settle))
    outgoing.end(request.body)
  })
}

function begin(target: Target, pinned: readonly Address[], request: OutboundRequest): http.ClientRequest {
  return (target.isSecure ? https : http).request({
    protocol: target.url.protocol,
    hostname: target.host,
    port: target.port,
    path: target.url.pathname + target.url.search,
    method: request.method ?? 'GET',
    headers: { 'Accept-Encoding': 'identity', 'User-Agent': 'LGC', ...request.headers },
    lookup: answering(pinned),
    agent: false,
  })
}

/** Stands in for the resolver, so that the name is not asked about a second time. */
function answering(pinned: readonly Address[]): LookupFunction {
  return (_name, options, callback) => {
    if (options.all === true) return callback(null, [...pinned])
    const [{ address, family } = { address: '', family: 0 }] = pinned
    callback(null, address, family)
  }
}

async function collect(incoming: IncomingMessage, mostBytes: number): Promise<Outcome> {
  const status = incoming.statusCode ?? 0
  if (status >= 300 && status < 400 && status !== 304) return refuse('redirected')
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > mostBytes) return refuse('answer_too_large')
      chunks.push(chunk)
    }
  } catch {
    return refuse('connection_failed')
  }
  const body = Buffer.concat(chunks)
  return accept({ status, headers: headersOf(incoming), body, text: () => body.toString('utf8') })
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
