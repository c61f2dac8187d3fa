import { type Socket, connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** An address that leads to one of several servers, as a virtual address or a proxy before them does. */
export type TcpSwitch = {
  readonly port: number
  /** New connections go there from now on; those that there are stay where they are. */
  readonly turnTo: (port: number) => void
  readonly stop: () => Promise<void>
}

export async function startTcpSwitch(first: number): Promise<TcpSwitch> {
  let target = first
  const sockets = new Set<Socket>()
  const server = createServer((caller) => {
    const called = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [caller, called],
      [called, caller],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
      one.once('close', () => sockets.delete(one))
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    turnTo: (port) => {
      target = port
    },
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
