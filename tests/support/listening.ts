import { requestJournal } from '@lgc/audit'
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
  readonly send: (
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<RawAnswer>
  readonly stop: () => Promise<void>
}

export async function listen({ core, database }: Service): Promise<Listening> {
  const journal = requestJournal(core.appendRequests)
  const whyNotReady = readiness(database).whyNot
  const quiet = { log: () => {}, logFault: () => {} }
  const hono = app({ core, config: testConfig, journal, whyNotReady, ...unwatched, ...quiet })
  const { port, stop } = await serve(hono, { port: 0, host: '127.0.0.1' })
  return {
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
