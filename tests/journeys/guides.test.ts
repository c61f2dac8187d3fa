import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Tables } from '@lgc/composition'
import { migrate } from '@lgc/migrations'
import { open } from '@lgc/sql'
import { sql } from 'kysely'
import { type Connection, createConnection } from 'mysql2/promise'
import { describe, expect, it } from 'vitest'
import { problems } from '../../apps/api/src/http/problems.ts'
import { openCommandLine } from '../support/command-line.ts'
import { type TestDatabase, databases } from '../support/databases.ts'
import { type ApiProcess, environmentFor, startApi } from '../support/processes.ts'
import { type Service, openService } from '../support/service.ts'
import {
  addApiKey,
  addProduct,
  codeFor,
  exchange,
  logIn,
  openJourney,
  problemIn,
  readSession,
  redirectUri,
  testCaller,
  testPassword,
  textOf,
  valueOf,
} from '../support/signing-in.ts'
import { newVisitor } from '../support/visitor.ts'

const folder = 'docs/guides'
const guides = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
const guide = (name: string): string => readFileSync(join(folder, name), 'utf8')

/** The code blocks of a guide that begin with these words, such as `sql` or `sql rights`. */
function snippets(text: string, words: string): readonly string[] {
  return [...text.matchAll(/^ *```([a-z ]+)\n([\s\S]*?)^ *```$/gm)]
    .filter(([, info]) => info === words)
    .map(([, , content = '']) => content)
}

function statementsIn(snippet: string | undefined): readonly string[] {
  return (snippet ?? '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}

/** The names in the first column of the tables below a heading. */
function firstColumn(text: string, heading: string): readonly string[] {
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const cells = section.split('\n').map((line) => /^\| (`.*?) \|/.exec(line)?.[1] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name))
}

describe.each(guides)('%s', (name, text) => {
  it('links to files that are there', () => {
    const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target)
    expect(targets.filter((target) => !existsSync(join(folder, dirname(name), target)))).toEqual([])
  })

  it('names settings that there are', () => {
    const settings = readFileSync('.env.example', 'utf8')
    const named = [...text.matchAll(/\b(?:LGC|DATABASE)_[A-Z][A-Z0-9_]*/g)].map(([setting]) => setting)
    const known = (setting: string): boolean => settings.includes(`\n${setting.replace(/_FILE$/, '')}=`)
    expect(named.filter((setting) => !known(setting))).toEqual([])
  })

  it('calls commands that there are, with options that they have', async () => {
    const line = await openCommandLine(sqlite.create)
    const calls = text.matchAll(
      /\blgc ((?:migrate|client|api-key|grant|person|keys|session) [a-z-]+|apply|doctor)(.*)/g,
    )
    for (const [, command = '', rest = ''] of calls) {
      const help = await line.lgc([...command.split(' '), '--help'])
      expect([command, help.code]).toEqual([command, 0])
      for (const [option] of (rest.split(/[`)]/)[0] ?? '').matchAll(/--[a-z-]+/g))
        expect(help.out).toContain(option)
    }
    await line.close()
  })
})

const sqlite: TestDatabase = databases.find(({ name }) => name === 'sqlite') ?? raise('SQLite is missing')

function raise(message: string): never {
  throw new Error(message)
}

describe('what the guides explain', () => {
  it('is every security event that there is', () => {
    const sources = ['person', 'client', 'authentication']
      .map((context) => readFileSync(`packages/${context}/src/domain/events.ts`, 'utf8'))
      .flatMap((source) => /Suspicion =([^\n]*(?:\n {2}\|[^\n]*)*)/.exec(source)?.[1] ?? [])
    const events = sources.flatMap((union) => [...union.matchAll(/'([a-z_]+)'/g)].map(([, event]) => event))
    const explained = firstColumn(guide('operator.md'), 'What each security event means')
    expect(new Set(explained)).toEqual(new Set([...events, 'origin_rejected', 'rate_limited']))
  })

  it('is made of error codes that there are', () => {
    const explained = firstColumn(guide('product-app.md'), 'Errors')
    expect(explained.length).toBeGreaterThan(40)
    expect(explained.filter((code) => !(code in problems))).toEqual([])
  })
})

describe.each(databases)('the operator guide on $name', ({ create }) => {
  it('has an apply file that can be applied, and again', async () => {
    const line = await openCommandLine(create)
    const [file = ''] = snippets(guide('operator.md'), 'yaml')
    const env = {
      BAR_SECRET: 'a-secret-of-the-guides-long-enough-00',
      BAR_SERVICE_KEY: 'lgk_s_a-key-of-the-guides-that-is-long-enough-0',
      ADA_PASSWORD: testPassword,
    }
    const first = await line.apply(file, env)
    expect([first.code, first.out.match(/^created/gm)?.length]).toEqual([0, 5])
    const second = await line.apply(file, env)
    expect([second.code, second.out.match(/^unchanged/gm)?.length]).toEqual([0, 5])
    await line.close()
  })

  it('asks the database in words that it understands', async () => {
    const line = await openCommandLine(create)
    await line.lgc(['migrate', 'up'])
    const queries = snippets(guide('operator.md'), 'sql').flatMap(statementsIn)
    expect(queries.length).toBeGreaterThan(10)
    for (const query of queries) await sql.raw(query).execute(line.database.db)
    await line.close()
  })
})

type Accounts = {
  readonly urlOf: (account: 'migrate' | 'operator' | 'api') => string
  readonly run: (words: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** The accounts of the deployment guide, under names of this test's own. */
async function openAccounts(create: TestDatabase['create']): Promise<Accounts> {
  const fresh = await create()
  const admin = await createConnection(fresh.url)
  const name = new URL(fresh.url).pathname.slice(1)
  const own = (statement: string): string =>
    statement.replaceAll(/\blgc_(\w+)@'[^']*'/g, `${name}_$1@'%'`).replaceAll(' on lgc.', ` on ${name}.`)
  return {
    urlOf(account) {
      const url = new URL(fresh.url)
      url.username = `${name}_${account}`
      url.password = `${account.toUpperCase()}_PASSWORD`
      return url.href
    },
    async run(words) {
      const all = statementsIn(snippets(guide('deployment.md'), words)[0]).filter(
        (statement) => !statement.startsWith('create database'),
      )
      expect(all.length).toBeGreaterThan(3)
      for (const statement of all) await admin.query(own(statement))
    },
    async close() {
      for (const account of ['migrate', 'operator', 'api']) await admin.query(`drop user ${name}_${account}`)
      await admin.end()
      await fresh.drop()
    },
  }
}

async function migrateAs(url: string): Promise<void> {
  const database = open<Tables>(url)
  await migrate(database)
  await database.db.destroy()
}

/** Registration, wrong password, pages, sign-in, session, replay and sign-out. */
async function signInEveryWay(service: Service, operator: Service): Promise<void> {
  const product = await addProduct(operator)
  const key = await addApiKey(operator, product)
  const identity = { type: 'email', identifier: 'ada@example.com', challenge: testPassword } as const
  const json = { name_display: 'Ada', identity }
  const registered = await service.call('/persons', { json })
  expect(registered.status).toBe(201)
  expect((await service.call('/persons', { json })).status).toBe(409)
  const wrong = { method: 'password', identifier: identity.identifier, password: 'wrong' }
  expect((await service.call('/auth/verify', { json: wrong })).status).toBe(401)

  const query = new URLSearchParams({
    client_id: product.client.clientId,
    redirect_uri: redirectUri,
    scope: 'openid',
  })
  const visitor = newVisitor(service)
  const page = await visitor.visit(`/login?${query.toString()}`)
  expect((await visitor.submit(page, { identifier: identity.identifier })).status).toBe(303)

  const person = { identity: { identifier: identity.identifier } } as Parameters<typeof logIn>[1]
  const browser = await logIn(service, person)
  const code = await codeFor(service, product, browser)
  const token = textOf(await exchange(service, product, code), 'session_token')
  expect((await readSession(service, key, token)).status).toBe(200)
  expect((await exchange(service, product, code)).body['code']).toBe('authorization_code_used')
  expect(problemIn(await readSession(service, key, token))).toContain('session_not_found')
  expect((await service.call('/auth/session', { method: 'DELETE', headers: browser })).status).toBe(204)
  expect(service.faults).toEqual([])
}

/** What an operator does from the command line, with people and clients that are in use. */
async function operate({ core, db }: Service): Promise<void> {
  const { client } = await addProduct({ core }, { requiresGrant: true })
  const { xid: personXid } = await db.selectFrom('persons').select('xid').executeTakeFirstOrThrow()
  const person = personXid as typeof client.xid
  const grant = { personXid: person, clientId: client.clientId, accessLevel: 'user' }
  valueOf(await core.revokeGrant(valueOf(await core.createGrant(grant, testCaller)).xid, testCaller))
  for (const status of ['suspended', 'active'] as const)
    valueOf(await core.switchPerson({ personXid: person, status, reason: null }, testCaller))
  for (const isActive of [false, true])
    valueOf(await core.switchClient({ clientId: client.clientId, isActive }, testCaller))
  valueOf(await core.rotateClientSecret({ clientId: client.clientId, overlapInSeconds: 60 }, testCaller))
}

const logs = ['audit_log', 'security_log', 'request_log'] as const
const forbidden = (log: string): readonly string[] => [
  `update ${log} set request_id = 'forged'`,
  `delete from ${log}`,
  `truncate table ${log}`,
  `drop table ${log}`,
  `drop trigger ${log}_no_delete`,
  `alter table ${log} add forged integer`,
]

async function errorOf(connection: Connection, statement: string): Promise<unknown> {
  return connection.query(statement).then(
    () => 'done',
    (error: unknown) => (error as { errno?: unknown }).errno,
  )
}

describe.each(databases.filter(({ name }) => name === 'mysql'))(
  'the accounts of the deployment guide',
  ({ create }) => {
    it('have every right that they need, and none to change a log', async () => {
      const accounts = await openAccounts(create)
      await accounts.run('sql accounts')
      await migrateAs(accounts.urlOf('migrate'))
      await accounts.run('sql rights')
      const as = (account: 'operator' | 'api') => async () => ({
        url: accounts.urlOf(account),
        drop: async () => {},
      })
      const service = await openJourney(as('api'))
      const operator = await openService(as('operator'))
      await signInEveryWay(service, operator)
      await operate(operator)
      await operator.close()
      await service.close()

      for (const account of ['api', 'operator'] as const) {
        const connection = await createConnection(accounts.urlOf(account))
        for (const statement of logs.flatMap(forbidden))
          expect([statement, await errorOf(connection, statement)]).toEqual([statement, 1142])
        await connection.end()
      }
      await accounts.close()
    }, 60_000)
  },
)

type Bar = {
  readonly get: (path: string, cookie?: string, method?: string) => Promise<Response>
  readonly child: ChildProcess
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

/** The product of the guide, as its reader starts it. */
async function startBar(file: string, environment: Readonly<Record<string, string>>): Promise<Bar> {
  const port = await freePort()
  const env = { PATH: process.env['PATH'] ?? '', BAR_PORT: String(port), ...environment }
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const get: Bar['get'] = (path, cookie = '', method = 'GET') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { Cookie: cookie }, redirect: 'manual' })
  return { child, get }
}

const cookieIn = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''

/** What a person does between the product's redirect and the way back, by JSON. */
async function consentTo(api: ApiProcess, location: string | null): Promise<string> {
  const asked = Object.fromEntries(new URL(location ?? '').searchParams)
  const password = { method: 'password', identifier: 'ada@example.com', password: testPassword }
  const { body } = await api.call('/auth/verify', { json: password })
  const decision = { approved: true, approved_scopes: ['openid', 'profile'] }
  const json = { ...asked, ...decision, verification_token: body['verification_token'] }
  const { search, pathname } = new URL(
    String((await api.call('/auth/consent', { json })).body['redirect_to']),
  )
  return `${pathname}${search}`
}

describe('the product of the guide', () => {
  it('signs a person in and out', async () => {
    const work = await mkdtemp(join(tmpdir(), 'lgc-guide-'))
    const [source = ''] = snippets(guide('product-app.md'), 'ts')
    await writeFile(join(work, 'bar.ts'), source)
    const line = await openCommandLine(sqlite.create)
    const client = ['bar-app', '--name', 'Bar', '--redirect-uri', 'http://127.0.0.1:9009/callback']
    const scopes = ['openid', 'profile', 'email'].flatMap((scope) => ['--scope', scope])
    const created = await line.lgc(['client', 'create', ...client, ...scopes])
    const key = await line.lgc(['api-key', 'create', 'bar-app', '--name', 'sessions', '--role', 'service'])
    const port = String(await freePort())
    const issuer = `http://127.0.0.1:${port}`
    const url = line.env['DATABASE_URL'] ?? ''
    const api = await startApi({ ...environmentFor(url), PORT: port, LGC_ISSUER: issuer })
    const identity = { type: 'email', identifier: 'ada@example.com', challenge: testPassword }
    await api.call('/persons', { json: { name_display: 'Ada', identity } })
    const secrets = { BAR_SECRET: created.out.trim(), BAR_SERVICE_KEY: key.out.trim() }
    const bar = await startBar(join(work, 'bar.ts'), { LGC_ISSUER: issuer, ...secrets })

    const begun = await bar.get('/sign-in')
    const back = await consentTo(api, begun.headers.get('location'))
    expect((await bar.get(back, 'bar_state=of-another-browser')).status).toBe(400)
    const returned = await bar.get(back, cookieIn(begun))
    expect([returned.status, returned.headers.get('location')]).toEqual([303, '/'])
    const mine = cookieIn(returned)
    expect(await (await bar.get('/', mine)).text()).toBe('Signed in: Ada')
    await line.lgc(['person', 'suspend', 'ada@example.com'])
    expect(await (await bar.get('/', mine)).text()).toBe('Signed out: session_not_found')
    expect((await bar.get('/sign-out', mine, 'POST')).status).toBe(303)

    bar.child.kill()
    await api.stop()
    await line.close()
    await rm(work, { recursive: true })
  }, 60_000)
})
