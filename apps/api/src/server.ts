import { createAdaptorServer } from '@hono/node-server'
import type { ServerType } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Exchange } from './http/exchange.ts'
import { cutOffUnread } from './unread-answers.ts'

/** Limits against slow and greedy peers; Node's own are meant for trusted ones. */
const limits = {
  headersTimeout: 8000,
  requestTimeout: 9000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
} as const

/**
 * The longest that a stop waits for answers under way: one may wait three seconds for a turn to hash, and as long for
 * the database. A stop takes less than 20 seconds in all.
 */
const answerLimitInMilliseconds = 7000

export type RunningServer = {
  readonly port: number
  /** From now on every answer is the last on its connection, so that whoever calls again goes elsewhere. */
  readonly drain: () => void
  readonly stop: () => Promise<void>
}

export async function serve(
  { fetch }: Hono<Exchange>,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<RunningServer> {
  const server = createAdaptorServer({ fetch, serverOptions: limits })
  cutOffUnread(server)
  let isDraining = false
  server.prependListener('request', (_incoming, outgoing) => {
    if (isDraining) outgoing.setHeader('Connection', 'close')
  })
  await listening(server, port, host)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    drain: () => {
      isDraining = true
    },
    stop: () => stopped(server),
  }
}

function listening(server: ServerType, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Takes no more connections, lets answers under way finish, and cuts what is still open at the limit. */
function stopped(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(
      () => 'closeAllConnections' in server && server.closeAllConnections(),
      answerLimitInMilliseconds,
    )
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}
