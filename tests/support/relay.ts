import { type AddressInfo, type Socket, connect, createServer } from 'node:net'

export type Relay = {
  readonly port: number
  /** How long everything takes from now on, each way. */
  readonly slowDown: (milliseconds: number) => void
  readonly stop: () => Promise<void>
}

/** A way to a server on this machine that can be made slow. */
export async function startRelay(to: number): Promise<Relay> {
  let delay = 0
  const open = new Set<Socket>()
  const carry = (from: Socket, into: Socket): void => {
    open.add(from)
    from.on('data', (chunk) => {
      if (delay === 0) into.write(chunk)
      else setTimeout(() => into.writable && into.write(chunk), delay)
    })
    from.on('error', () => {})
    from.once('close', () => {
      open.delete(from)
      into.destroy()
    })
  }
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    carry(near, far)
    carry(far, near)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    slowDown: (milliseconds) => {
      delay = milliseconds
    },
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
