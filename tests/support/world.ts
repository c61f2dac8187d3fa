import { hash } from 'node:crypto'
import type { AuthorizationRequest, CodeExchange, Exchanged, Presented, Session } from '@lgc/authentication'
import { type Core, type Settings, type Tables, compose } from '@lgc/composition'
import type { Client, ClientSettings } from '@lgc/client'
import { type Caller, type Clock, type Result, instant } from '@lgc/kernel'
import { migrate } from '@lgc/migrations'
import type { PaceAttempts, RegisteredPerson } from '@lgc/person'
import { type Database, open } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { FreshDatabase, TestDatabase } from './databases.ts'

/** argon2id at the cheapest it accepts: what it costs is not what these suites are about. */
export const testSettings: Settings = {
  issuer: 'https://login.test',
  verificationKeys: [{ kid: 'test', secret: 'verification-key-of-the-tests-0000000' }],
  identifierHmacKey: 'identifier-key-of-the-tests-000000000',
  keyEncryptionKeys: [{ kid: 'test', secret: 'key-encryption-key-of-the-tests-00000' }],
  signingAlgorithms: ['ES256', 'RS256', 'EdDSA'],
  keyRotationInDays: 90,
  argon2: { memoryInKibibytes: 64, iterations: 1, parallelism: 1, concurrency: 2, queue: 100 },
  passwordMinLength: 8,
  loginSessionLimit: 0,
  isSelfRegistrationOpen: true,
  isProvisioningWithoutChallengeAllowed: false,
  defaultCountry: 'JP',
  auditKeys: {
    signingKey: 'MC4CAQAwBQYDK2VwBCIEIBy9acYvs+lwfnvPT/Xg4gum7njiBgvMV5Wg8C0++vOv',
    formerKeys: [],
  },
  mail: null,
  sms: null,
  codes: { areMailed: true, areEchoed: false, countries: ['JP'] },
  outboundAllow: ['127.0.0.0/8'],
  google: null,
}

export const testCaller: Caller = {
  requestId: 'request-of-a-test',
  address: '192.0.2.1',
  userAgent: 'tests',
  agent: null,
}

export const testPassword = 'correct horse battery'

/** Time that passes only when a test says so. */
export type TestClock = { readonly now: Clock; readonly pass: (seconds: number) => void }

/** A migrated database of its own, and every use case on it. */
export type World = {
  readonly url: string
  readonly database: Database<Tables>
  readonly db: Kysely<Tables>
  readonly core: Core
  readonly clock: TestClock
  /** Other connections to the same database, as another process has them. */
  readonly anotherPool: () => Kysely<Tables>
  readonly close: () => Promise<void>
}

export async function openWorld(
  create: TestDatabase['create'],
  settings: Settings = testSettings,
  pace?: PaceAttempts,
): Promise<World> {
  const fresh: FreshDatabase = await create()
  const pools: Database<Tables>[] = []
  const newPool = (): Database<Tables> => {
    const pool = open<Tables>(fresh.url)
    pools.push(pool)
    return pool
  }
  const database = newPool()
  await migrate(database)
  const clock = testClock()
  return {
    url: fresh.url,
    database,
    db: database.db,
    core: compose(database, settings, clock.now, pace),
    clock,
    anotherPool: () => newPool().db,
    async close() {
      await Promise.all(pools.map(({ db }) => db.destroy()))
      await fresh.drop()
    },
  }
}

export function testClock(): TestClock {
  let now = 1_800_000_000_000
  return {
    now: () => instant(now),
    pass: (seconds) => {
      now += seconds * 1000
    },
  }
}

let made = 0

/** A name that no other test of this process has used. */
export function freshName(kind: string): string {
  made += 1
  return `${kind}-${made}`
}

/** Somebody who registered with an e-mail address and `testPassword`. */
export async function addPerson({ core }: Pick<World, 'core'>): Promise<RegisteredPerson> {
  const identifier = `${freshName('person')}@example.com`
  const person = { nameDisplay: 'Ada', nameLegal: null, type: 'email', identifier } as const
  const registration = { ...person, realmXid: await realmOf(core), password: testPassword }
  return valueOf(await core.registerPerson(registration, testCaller))
}

/** A public client with one redirect URI; `settings` says what is different about it. */
export async function addClient(
  { core }: Pick<World, 'core'>,
  settings: Partial<ClientSettings> = {},
): Promise<Client> {
  const common: ClientSettings = {
    name: 'Example',
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [],
    allowedScopes: ['openid', 'profile', 'email'],
    requiresGrant: false,
    isFirstParty: true,
    codeLifetimeInSeconds: 60,
    logoUri: null,
    brandColor: null,
  }
  const registration = { clientId: freshName('client'), realm: 'default', secret: null }
  const order = { ...registration, settings: { ...common, ...settings } }
  return valueOf(await core.registerClient(order, testCaller)).client
}

const redirectUri = 'https://app.example/callback'
const codeVerifier = 'a-verifier-of-the-tests-that-is-long-enough-000'

type Browser = Pick<Presented, 'verificationToken' | 'loginToken'>

/** Proves by password who somebody is; the token that says so. */
async function verifyPassword(
  { core }: Pick<World, 'core'>,
  { identity }: RegisteredPerson,
): Promise<string> {
  const challenge = { identifier: identity.identifier, clientId: null }
  const verified = await core.verifyByPassword({ ...challenge, password: testPassword }, testCaller)
  return valueOf(verified).verificationToken
}

/** A code for a client, fresh from the authorization endpoint, and all that its exchange takes. */
export async function issueCode(
  world: Pick<World, 'core'>,
  who: RegisteredPerson,
  client: Client,
  browser?: Browser,
): Promise<CodeExchange> {
  const { core } = world
  const request: AuthorizationRequest = {
    clientId: client.clientId,
    redirectUri,
    responseType: 'code',
    scope: 'openid profile',
    state: null,
    nonce: null,
    codeChallenge: hash('sha256', codeVerifier, 'base64url'),
    codeChallengeMethod: 'S256',
    prompts: [],
    openid: null,
    maxAgeInSeconds: null,
  }
  const proof = browser ?? { verificationToken: await verifyPassword(world, who), loginToken: null }
  const outcome = valueOf(await core.authorize(request, { ...proof, freshSince: null }, testCaller))
  if (outcome.status !== 'authorized') throw new Error('the client asks for consent')
  return { client, code: outcome.code, redirectUri, codeVerifier }
}

/** Signs somebody in to a client in a browser of their own. */
export async function signIn(
  world: Pick<World, 'core'>,
  who: RegisteredPerson,
  client: Client,
): Promise<Exchanged & { readonly loginToken: string; readonly loginSession: Session }> {
  const verificationToken = await verifyPassword(world, who)
  const login = valueOf(
    await world.core.createLoginSession({ verificationToken, loginToken: null }, testCaller),
  )
  const browser = { verificationToken: null, loginToken: login.token }
  const exchange = await issueCode(world, who, client, browser)
  const exchanged = valueOf(await world.core.exchangeAuthorizationCode(exchange, testCaller))
  return { ...exchanged, loginToken: login.token, loginSession: login.session }
}

/** Does the same many times at once, by turns on either of two: what simultaneous requests do to two processes. */
export function atOnce<Adapter, T>(
  times: number,
  either: readonly [Adapter, Adapter],
  work: (adapter: Adapter, index: number) => Promise<T>,
): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => work(either[index % 2 ? 1 : 0], index)))
}

/** The value of an accepted result; a refusal here is a mistake of the test. */
export function valueOf<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value
  throw new Error(`refused: ${JSON.stringify(result.refusal)}`)
}

async function realmOf(core: Core): Promise<Client['realmXid']> {
  const realm = await core.queries.realms.find('default')
  if (!realm) throw new Error('the default realm is missing')
  return realm.xid
}
