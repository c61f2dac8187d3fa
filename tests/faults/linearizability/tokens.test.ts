import type { RegisteredPerson } from '@lgc/person'
import { type Tables, compose } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { type Database, open } from '@lgc/sql'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FreshDatabase, databases } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import {
  type OidcProduct,
  addOidcProduct,
  basic,
  codeVerifier,
  loginTokenOf,
  oidcCode,
} from '../../support/oidc.ts'
import { environmentFor } from '../../support/processes.ts'
import { type Revivable, startRevivable } from '../../support/revivable.ts'
import { addApiKey, redirectUri } from '../../support/signing-in.ts'
import { type World, addClient, addPerson, issueCode, testSettings } from '../../support/world.ts'
import { contradictionsIn } from './contradictions.ts'
import { exercise } from './exercise.ts'
import { newHistory } from './history.ts'
import type { Life } from './life.ts'
import { newRecorder } from './recorder.ts'
import { sessionLife } from './session-life.ts'
import { tokenLife } from './token-life.ts'

const operations = extent(5000, 100_000)
const killedEveryMilliseconds = extent(2500, 10_000)

describe.each(databases)('the tokens of two processes on $name', ({ create }) => {
  let fresh: FreshDatabase
  let database: Database<Tables>
  let world: Pick<World, 'core'>
  let processes: readonly [Revivable, Revivable]
  let person: RegisteredPerson
  beforeAll(async () => {
    fresh = await create()
    database = open<Tables>(fresh.url)
    await migrate(database)
    world = { core: compose(database, testSettings) }
    person = await addPerson(world)
    const start = (): Promise<Revivable> => startRevivable(environmentFor(fresh.url))
    processes = await Promise.all([start(), start()])
  })
  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()))
    await database.db.destroy()
    await fresh.drop()
  })

  it('are live, then over, and never live again, whoever is asked while one is killed', {
    timeout: extent(120_000, 900_000),
  }, async () => {
    const history = newHistory()
    const recorder = newRecorder()
    const tools = { history, recorder }
    const [first, second] = processes
    const makers = await Promise.all([nativeLives(), tokenLives('opaque'), tokenLives('jwt')])
    let made = 0
    let isOver = false
    const kill = async (): Promise<number> => {
      for (let kills = 0; ; kills++) {
        await pause(killedEveryMilliseconds)
        if (isOver) return kills
        await (kills % 2 === 0 ? first : second).killAndRevive()
      }
    }
    const killing = kill()
    const startedAt = performance.now()
    const newLife = (): Promise<Life> => makers[made++ % 3]?.() as Promise<Life>
    const lives = await exercise({ callees: processes, recorder, operations, newLife })
    isOver = true
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const kills = await killing
    console.log(
      `linearizability: ${recorder.answered()} operations on ${lives} families in ${seconds} s, ${kills} kills, ${JSON.stringify(recorder.tally())}`,
    )
    expect(recorder.unexpected).toEqual([])
    expect(recorder.answered()).toBeGreaterThanOrEqual(operations)
    expect(kills).toBeGreaterThan(0)
    expect(contradictionsIn(history)).toEqual([])

    async function nativeLives(): Promise<() => Promise<Life>> {
      const client = await addClient(world)
      const apiKey = await addApiKey(world, { client, secret: null })
      const loginToken = await loginTokenOf(world, person)
      const browser = { verificationToken: null, loginToken }
      return async () => {
        const {
          code,
          redirectUri: redirect_uri,
          codeVerifier: code_verifier,
        } = await issueCode(world, person, client, browser)
        const grant = {
          grant_type: 'authorization_code',
          code,
          redirect_uri,
          code_verifier: String(code_verifier),
        }
        const { reply, span } = await recorder.ask(first, '/auth/token', {
          form: { client_id: client.clientId, ...grant },
        })
        const token = reply?.body['session_token']
        if (typeof token !== 'string') throw new Error(`no session: ${reply?.text}`)
        history.note(token, 'begins', span)
        return sessionLife(token, { ...tools, apiKey })
      }
    }

    async function tokenLives(accessTokenFormat: 'opaque' | 'jwt'): Promise<() => Promise<Life>> {
      const product: OidcProduct = await addOidcProduct(world, { accessTokenFormat })
      const loginToken = await loginTokenOf(world, person)
      const Authorization = basic(product.client.clientId, product.secret ?? '')
      return async () => {
        const code = await oidcCode(world, product, person, { loginToken })
        const form = {
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
          code_verifier: codeVerifier,
        }
        const { reply, span } = await recorder.ask(second, '/token', { form, headers: { Authorization } })
        if (!reply) throw new Error('no tokens')
        return tokenLife(reply, { ...tools, product, family: `family of ${code}`, span })
      }
    }
  })
})
