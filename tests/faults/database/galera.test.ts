import { setTimeout as pause } from 'node:timers/promises'
import { type Core, type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mysqlOn } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { type GaleraCluster, hasGalera, startGalera } from '../../support/galera-mariadb.ts'
import { violationsIn as damageIn } from '../../support/invariants.ts'
import { type OidcProduct, addOidcProduct, codeVerifier, oidcCode } from '../../support/oidc.ts'
import { type ApiProcess, type Reply, environmentFor, startApi, tallyOf } from '../../support/processes.ts'
import { redirectUri, testPassword } from '../../support/signing-in.ts'
import { type TcpSwitch, startTcpSwitch } from '../../support/tcp-switch.ts'
import { faultsIn, figuresOf, violationsIn } from '../../support/workload-checker.ts'
import { prepareLoad, startLoad } from '../../support/workload.ts'
import { addPerson, freshName, testSettings } from '../../support/world.ts'
import { untilWritten } from './until-written.ts'

/** Three nodes take longer to start than all else that a short run does. */
const isRun = extent(0, 1) === 1 && hasGalera()
const codes = 100
const presentations = 6

describe.skipIf(!isRun)('two processes on two of three Galera nodes', () => {
  let cluster: GaleraCluster
  let address: TcpSwitch
  let database: Database<Tables>
  let core: Core
  let processes: readonly [ApiProcess, ApiProcess]
  let turns = 0
  const next = (): ApiProcess => processes[turns++ % 2 === 0 ? 0 : 1]

  beforeAll(async () => {
    cluster = await startGalera()
    const [writer, , other] = cluster.nodes
    const { pathname } = new URL((await mysqlOn(writer.url).create()).url)
    address = await startTcpSwitch(writer.port)
    const urls = [address.port, other.port].map((port) => `mysql://root@127.0.0.1:${port}${pathname}`)
    const [first = '', second = ''] = urls
    database = open<Tables>(first)
    await database.unhurried(migrate)
    core = compose(database, testSettings)
    processes = await Promise.all([startApi(environmentFor(first)), startApi(environmentFor(second))])
  }, 120_000)
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await database.db.destroy()
    await address.stop()
    await cluster.stop()
  })

  it('see at once on one node what was written on the other', async () => {
    const answers: Reply[] = []
    for (let round = 0; round < 100; round++) {
      const identifier = `${freshName('person')}@example.com`
      const identity = { type: 'email', identifier, challenge: testPassword }
      const [writing, reading] = [next(), next()]
      answers.push(await writing.call('/persons', { json: { name_display: 'Ada', identity } }))
      const challenge = { method: 'password', identifier, password: testPassword }
      answers.push(await reading.call('/auth/verify', { json: challenge }))
      next()
    }
    expect(tallyOf(answers)).toEqual({ '200': 100, '201': 100 })
  }, 60_000)

  const token = (product: OidcProduct, form: Record<string, string>): Promise<Reply> =>
    next().call('/token', { form: { client_id: product.client.clientId, ...form } })

  const redeem = (product: OidcProduct, code: string): Promise<Reply> => {
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    return token(product, { ...grant, code_verifier: codeVerifier })
  }
  const refresh = (product: OidcProduct, refresh_token: string): Promise<Reply> =>
    token(product, { grant_type: 'refresh_token', refresh_token })
  const raced = (work: () => Promise<Reply>): Promise<readonly Reply[]> =>
    Promise.all(Array.from({ length: presentations }, work))

  it.each<[string, (product: OidcProduct, code: string) => Promise<readonly Reply[]>]>([
    ['code', (product, code) => raced(() => redeem(product, code))],
    [
      'refresh token',
      async (product, code) => {
        const { body } = await redeem(product, code)
        return raced(() => refresh(product, String(body['refresh_token'])))
      },
    ],
  ])(
    'have one winner for each %s that is presented on both',
    async (what, race) => {
      const product = await addOidcProduct({ core }, {}, { secret: null })
      const person = await addPerson({ core })
      const replies: Reply[] = []
      const winners: number[] = []
      for (let round = 0; round < codes; round++) {
        const answers = await race(product, await oidcCode({ core }, product, person))
        winners.push(answers.filter(({ status }) => status === 200).length)
        replies.push(...answers)
      }
      expect(winners.filter((one) => one > 1)).toEqual([])
      expect(winners.filter((one) => one === 0).length).toBeLessThanOrEqual(codes / 100)
      const unavailable = replies.filter(({ status }) => status >= 500)
      expect(unavailable.filter(({ status }) => status !== 503)).toEqual([])
      expect(unavailable.length).toBeLessThanOrEqual(replies.length / 100)
      console.log(`Galera, ${codes} × ${presentations} of each ${what}: ${JSON.stringify(tallyOf(replies))}`)
    },
    120_000,
  )

  it('lose nothing that was acknowledged when a node is frozen and when the writer is killed', async () => {
    const [writer, spare] = cluster.nodes
    const load = startLoad({ next, products: await prepareLoad({ core }), workers: 6 })
    await pause(5000)
    spare.signal('SIGSTOP')
    await pause(1000)
    const whenFrozen = await untilWritten(load, performance.now())
    await pause(10_000)
    spare.signal('SIGCONT')
    const whenBack = await untilWritten(load, performance.now())
    await cluster.untilWhole()
    await pause(2000)
    await writer.kill()
    address.turnTo(spare.port)
    const whenKilled = await untilWritten(load, performance.now())
    await pause(5000)
    const journal = await load.stop()
    expect(violationsIn(journal)).toEqual([])
    expect(faultsIn(journal)).toEqual([])
    expect(await damageIn({ database, core })).toEqual([])
    const figures = figuresOf(journal)
    expect(Math.max(whenFrozen, whenBack, whenKilled)).toBeLessThan(10_000)
    expect(figures.longestGapInMilliseconds).toBeLessThan(11_000)
    console.log(
      `Galera: writes ${whenFrozen} ms after a node froze, ${whenBack} ms after it was back, ${whenKilled} ms after ` +
        `the writer was killed, ${JSON.stringify(figures)}`,
    )
  }, 180_000)
})
