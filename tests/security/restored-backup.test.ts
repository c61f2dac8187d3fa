import type { Tables } from '@lgc/composition'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCommandLine, printed } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { type MailServer, startMailServer, textOfMail, tokenIn } from '../support/mail-server.ts'
import { mailBy, newestMailTo } from '../support/mailbox.ts'
import type { Service } from '../support/service.ts'
import {
  addApiKey,
  addPerson,
  addProduct,
  codeFor,
  exchange,
  logIn,
  openJourney,
  problemIn,
  readSession,
  requestFor,
  signInto,
} from '../support/signing-in.ts'

const restored = ['authorization_codes', 'sessions', 'person_proofs'] as const

type Rows = readonly (readonly [(typeof restored)[number], readonly object[]])[]

describe.each(databases)('a backup of yesterday that is put back, on $name,', ({ create }) => {
  let service: Service
  let server: MailServer
  beforeAll(async () => {
    server = await startMailServer()
    service = await openJourney(create, mailBy(server))
  })
  afterAll(() => Promise.all([service.close(), server.stop()]))

  const backUp = (): Promise<Rows> =>
    Promise.all(
      restored.map(
        async (table) => [table, await service.db.selectFrom(table).selectAll().execute()] as const,
      ),
    )
  const putBack = async (rows: Rows): Promise<void> => {
    const db = service.db as unknown as Kysely<Record<keyof Tables, object>>
    for (const [table, content] of rows) {
      await db.deleteFrom(table).execute()
      for (const row of content) await db.insertInto(table).values(row).execute()
    }
  }

  it('brings nothing back to life once what was issued before is ended (R190)', async () => {
    const product = await addProduct(service)
    const key = await addApiKey(service, product)
    const person = await addPerson(service)
    const browser = await logIn(service, person)
    const token = await signInto(service, product, browser)
    const code = await codeFor(service, product, browser)
    const { identifier } = person.identity
    await service.call('/auth/password/request-reset', { json: { identifier } })
    const link = tokenIn(textOfMail(await newestMailTo(service, server, identifier)))
    const yesterday = await backUp()

    const tryAll = async (): Promise<readonly number[]> => [
      (await readSession(service, key, token)).status,
      (await service.call('/auth/authorize', { json: requestFor(product), headers: browser })).status,
      (await exchange(service, product, code)).status,
      (
        await service.call('/auth/password/reset', {
          json: { token: link, password: 'seven green bicycles' },
        })
      ).status,
    ]
    expect(await tryAll()).toEqual([200, 200, 200, 204])
    expect(await tryAll()).toEqual([401, 401, 400, 400])

    await putBack(yesterday)
    expect(await service.core.whoIsHere(browser.Cookie.replace(/.*=/, ''))).toBeDefined()
    service.clock.pass(60)
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const line = await openCommandLine(sameDatabase)
    const before = new Date(service.clock.now()).toISOString()
    const ended = await printed(line.lgc(['session', 'end', '--before', before, '--json']))
    await line.close()
    expect(ended).toMatchObject({ sessions: 2, links: 2 })
    expect(Number(ended['authorization_codes'])).toBeGreaterThan(1)
    const refused = await tryAll()
    expect(refused).toEqual([401, 401, 400, 400])
    const recorded = await service.db
      .selectFrom('audit_log')
      .select(['action', 'agent_type', 'metadata'])
      .where('action', 'in', ['authentication.ended', 'person_proofs.ended'])
      .where('agent_type', '=', 'cli')
      .execute()
    expect(recorded.length).toBeGreaterThan(2)
  })

  it('leaves alone what was issued since (R190)', async () => {
    const product = await addProduct(service)
    const key = await addApiKey(service, product)
    const before = service.clock.now()
    const token = await signInto(service, product, await addPerson(service))
    const caller = { requestId: 'restore-of-a-test', address: 'local', userAgent: '', agent: null }
    await service.core.endIssued(before, caller)
    expect(problemIn(await readSession(service, key, token))).toMatch(/^200/)
  })
})
