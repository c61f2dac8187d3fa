import { type Socket, connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, databases } from '../support/databases.ts'
import { extent } from '../support/extent.ts'
import { type MeasuredService, startMeasured } from './measured-service.ts'
import { type Timed, atRate, quantile, statusesOf, timed } from './timed.ts'

const secondsUntilCut = 10
/** The server looks once a second, and so does the peer; a loaded machine is late besides. */
const allowanceInSeconds = 4
/** Of those that ask as usual meanwhile. */
const ownConnections = 8
/** The first of so many may be cut when the last are taken in, by a machine that is loaded. */
const nearlyAll = 0.9
const openingLimitInMilliseconds = 10_000
const usualLimitInMilliseconds = extent(Infinity, 2000)

const head = ['POST /auth/verify HTTP/1.1', 'Host: a', 'Content-Type: application/json'].join('\r\n')
/** More than the kernel keeps for somebody who does not read; well said, so that nothing else is wrong with them. */
const manyAnswers = 'GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(60)

/** What a peer says at first. Whoever does not read says nothing after that, and the others a byte a second. */
const manners: readonly {
  readonly name: string
  readonly sockets: number
  readonly says: string
  readonly reads: boolean
}[] = [
  { name: 'with its headers', sockets: extent(160, 2000), says: `${head}\r\nX-Slow: `, reads: true },
  {
    name: 'with its body',
    sockets: extent(160, 2000),
    says: `${head}\r\nContent-Length: 1000\r\n\r\n{`,
    reads: true,
  },
  // Fewer, because each holds megabytes of the kernel's memory.
  { name: 'to read', sockets: extent(60, 300), says: manyAnswers, reads: false },
]

const anyDatabase = databases[0] as TestDatabase

describe('thousands of peers', () => {
  let service: MeasuredService
  beforeAll(async () => {
    service = await startMeasured(anyDatabase.create)
  }, 30_000)
  afterAll(() => service.close())

  /** Is slow until the other side is tired of it, or told to go. */
  function slowPeer(says: string, reads: boolean): Socket {
    const socket = connect(service.api.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(says)
    if (!reads) return socket.pause()
    const dripping = setInterval(() => socket.writable && socket.write('a'), 1000)
    return socket.once('close', () => clearInterval(dripping)).resume()
  }
  const usual = (): Promise<Timed> => timed(service.api.call('/health/ready'))

  it.each(manners)(
    'that are slow $name are cut off after ten seconds, and nobody waits for them',
    {
      timeout: 60_000,
    },
    async ({ name, sockets, says, reads }) => {
      const others = [...(await atRate(20, 0.5, usual))]
      const before = service.descriptors()
      const peers: Socket[] = []
      const startedAt = performance.now()
      while (peers.length < sockets) {
        for (let made = 0; made < 20; made++) peers.push(slowPeer(says, reads))
        await pause(10)
      }
      const opened = performance.now() - startedAt
      let most = 0
      const openBy = performance.now() + openingLimitInMilliseconds
      while (most < sockets * nearlyAll && performance.now() < openBy) {
        most = Math.max(most, service.descriptors() - before)
        others.push(...(await atRate(20, 0.1, usual)))
      }
      const givesUpAt = performance.now() + (secondsUntilCut + allowanceInSeconds) * 1000
      while (service.descriptors() > before + ownConnections && performance.now() < givesUpAt)
        others.push(...(await atRate(20, 0.2, usual)))
      const left = service.descriptors() - before
      const cutAfter = (performance.now() - startedAt) / 1000
      for (const peer of peers) peer.destroy()
      console.log(
        `${sockets} slow ${name}: opened in ${opened.toFixed(0)} ms, ${most} at once, all cut after ${cutAfter.toFixed(1)} s, others p50 ${quantile(others, 0.5)} p99 ${quantile(others, 0.99)} ms, most memory ${service.memory().most.toFixed(0)} MB`,
      )
      expect(most).toBeGreaterThan(sockets / 2)
      expect(left).toBeLessThanOrEqual(ownConnections)
      expect(statusesOf(others)).toEqual({ '200': others.length })
      expect(quantile(others, 0.99)).toBeLessThan(usualLimitInMilliseconds)
    },
  )
})
