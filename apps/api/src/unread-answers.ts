import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

const lookEveryMilliseconds = 1000
const patienceInMilliseconds = 8000
/** Whoever takes less than that, in all this time, does not read. */
const leastTakenInBytes = 16_384

type Standing = { readonly taken: number; readonly since: number }

/**
 * Cuts off who does not take what waits for them: Node limits how slowly somebody may ask, and lets them read as
 * slowly as they like. What the kernel keeps for a connection is not seen here, and large answers fit into that.
 */
export function cutOffUnread(server: EventEmitter): void {
  const standings = new Map<Socket, Standing>()
  const look = (socket: Socket): void => {
    const now = performance.now()
    const standing = standings.get(socket)
    const taken = socket.bytesWritten - socket.writableLength
    if (socket.writableLength === 0 || !standing || taken - standing.taken >= leastTakenInBytes)
      standings.set(socket, { taken, since: now })
    else if (now - standing.since >= patienceInMilliseconds) socket.destroy()
  }
  server.on('connection', (socket: Socket) => {
    standings.set(socket, { taken: 0, since: performance.now() })
    socket.once('close', () => standings.delete(socket))
  })
  const looking = setInterval(() => {
    for (const socket of standings.keys()) look(socket)
  }, lookEveryMilliseconds)
  looking.unref()
  server.on('close', () => clearInterval(looking))
}
