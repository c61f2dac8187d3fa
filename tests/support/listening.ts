import { requestJournal } from '@lgc/audit'
import type { Config } from '@lgc/composition'
import { type IncomingHttpHeaders, request } from 'node:http'
import { app } from '../../apps/api/src/app.ts'
import { readiness } from '../../apps/api/src/readiness.ts'
import { serve } from '../../apps/api/src/server.ts'
import { type Service, testConfig, unwatched } from './service.ts'

export type RawAnswer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** The service behind a real socket: what a request object cannot say, as it stands on the wire. */
export type Listening = {
  readonly origin: string
  readonly send: (
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<RawAnswer>
  readonly stop: () => Promise<void>
}

export async function listen(
  { core, database }: Pick<Service, 'core' | 'database'>,
  config: Partial<Pick<Config, 'issuer' | 'port'>> = {},
): Promise<Listening> {
  const journal = requestJournal(core.appendRequests)
  const whyNotReady = readiness(database, core).whyNot
  const quiet = { log: () => {}, logFault: () => {} }
  const settings = { ...testConfig, ...config }
  const hono = app({ core, config: settings, journal, whyNotReady, ...unwatched, ...quiet })
  const { port, stop } = await serve(hono, { port: config.port ?? 0, host: '127.0.0.1' })
  return {
    origin: `http://127.0.0.1:${port}`,
    send: (method, path, headers = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = request(
          { host: '127.0.0.1', port, method, path, headers, agent: false },
          (incoming) => {
            const chunks: Buffer[] = []
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
            incoming.on('end', () => {
              const text = Buffer.concat(chunks).toString()
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text })
            })
          },
        )
        outgoing.once('error', reject)
        outgoing.end()
      }),
    async stop() {
      await stop()
      await journal.close()
    },
  }
}
