import { type Tables, compose } from '@lgc/composition'
import { type Instant, instant } from '@lgc/kernel'
import { open } from '@lgc/sql'
import { migrate } from '@lgc/migrations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer } from '../support/mail-server.ts'
import { mailBy } from '../support/mailbox.ts'
import { environmentFor, startApi } from '../support/processes.ts'
import { testCaller, testSettings } from '../support/world.ts'

describe.each(databases)('a process killed while it sends a message, on $name', ({ create }) => {
  let server: MailServer
  beforeAll(async () => {
    server = await startMailServer()
  })
  afterAll(() => server.stop())

  it('leaves it to the next, which sends it under the same Message-ID', { timeout: 30_000 }, async () => {
    const fresh = await create()
    const database = open<Tables>(fresh.url)
    await migrate(database)
    const mail = { SMTP_URL: server.url, SMTP_FROM: 'no-reply@example.com', LGC_DISPATCH_SECONDS: '1' }
    const api = await startApi({ ...environmentFor(fresh.url), ...mail })
    const began: string[] = []
    server.manners = (to) => {
      began.push(to)
      return { lateInMilliseconds: 30 }
    }
    server.onTaken = () => api.signal('SIGKILL')
    const identity = { type: 'email', identifier: 'ada@example.com', challenge: 'correct horse battery' }
    expect((await api.call('/persons', { json: { name_display: 'Ada', identity } })).status).toBe(201)
    await api.ended
    expect(began).toEqual(['ada@example.com'])

    server.manners = () => 'take'
    server.onTaken = () => {}
    const at = (seconds: number) => (): Instant => instant(Date.now() + seconds * 1000)
    const next = (seconds: number) =>
      compose(database, { ...testSettings, ...mailBy(server) }, at(seconds)).dispatchMessages?.(testCaller)
    expect(await next(0)).toMatchObject({ sent: 0 })
    expect(await next(121)).toMatchObject({ sent: 1 })
    const ids = server.received.map((one) => headerOf(one, 'Message-ID'))
    expect(ids.length).toBe(2)
    expect(new Set(ids).size).toBe(1)
    server.received.length = 0
    await database.db.destroy()
    await fresh.drop()
  })
})
