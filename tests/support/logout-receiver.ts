import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** How a receiver answers: with a status, or not at all. */
export type Manners = number | 'hang'

/** The back end of a client that is told of sign-outs. */
export type LogoutReceiver = {
  readonly uri: string
  readonly tokens: string[]
  /** What it says of the requests, in their order. */
  readonly types: (string | undefined)[]
  manners: Manners
  readonly stop: () => Promise<void>
}

export async function startLogoutReceiver(): Promise<LogoutReceiver> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      receiver.types.push(request.headers['content-type'])
      receiver.tokens.push(new URLSearchParams(body).get('logout_token') ?? '')
      if (receiver.manners !== 'hang') response.writeHead(receiver.manners).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const receiver: LogoutReceiver = {
    uri: `http://127.0.0.1:${port}/backchannel`,
    tokens: [],
    types: [],
    manners: 200,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
      }),
  }
  return receiver
}
