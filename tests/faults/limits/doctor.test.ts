import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine } from '../../support/command-line.ts'
import { type TestDatabase, databases } from '../../support/databases.ts'
import { type RedisServer, hasRedis, startRedis } from '../../support/redis.ts'

const [sqlite] = databases as readonly [TestDatabase]

describe.skipIf(!hasRedis())('the doctor, of the server that shares the limits', () => {
  let redis: RedisServer
  let line: CommandLine
  beforeEach(async () => {
    redis = await startRedis()
    line = await openCommandLine(sqlite.create)
  })
  afterEach(async () => {
    await redis.stop()
    await line.close()
  })

  type Found = { readonly ok: boolean; readonly findings: readonly { readonly check: string }[] }
  const examined = async (url?: string): Promise<object | undefined> => {
    const { out } = await line.lgc(['doctor', '--json'], url === undefined ? {} : { VALKEY_URL: url })
    return (JSON.parse(out) as Found).findings.find(({ check }) => check === 'shared limits')
  }
  const sick = (message: RegExp): object => ({
    level: 'error',
    message: expect.stringMatching(message) as string,
    cure: expect.stringContaining('VALKEY_URL') as string,
  })

  it('says that it answers, and its version', async () => {
    expect(await examined(redis.url)).toMatchObject({
      level: 'ok',
      message: expect.stringMatching(/^(Valkey|Redis) \d+\.\d+\.\d+ answers$/) as string,
    })
  })

  it('says nothing where none is named', async () => {
    expect(await examined()).toBeUndefined()
  })

  it('names the cure when it is gone', async () => {
    await redis.stop()
    expect(await examined(redis.url)).toMatchObject(sick(/^127\.0\.0\.1:\d+ does not answer: .*ECONNREFUSED/))
    const { code } = await line.lgc(['doctor'], { VALKEY_URL: redis.url })
    expect(code).toBe(1)
  })

  it('waits two seconds for one that is frozen, and no longer', async () => {
    redis.signal('SIGSTOP')
    const startedAt = performance.now()
    expect(await examined(redis.url)).toMatchObject(sick(/no answer within 2 s$/))
    expect(performance.now() - startedAt).toBeLessThan(5000)
  })

  it('keeps the password of the address to itself', async () => {
    const { host } = new URL(redis.url)
    await redis.stop()
    const found = await examined(`redis://:a-secret-of-valkey@${host}`)
    expect(JSON.stringify(found)).not.toContain('a-secret-of-valkey')
  })

  it('is not content with somebody else who listens there', async () => {
    const stranger = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    expect(await examined(`redis://127.0.0.1:${port}`)).toMatchObject(sick(/does not answer/))
    stranger.close()
  })
})
