import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine, printed, production } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { mailsIn } from '../support/mailbox.ts'
import { addPerson } from '../support/world.ts'

type Listed = { readonly xid: string; readonly recipient: string; readonly state: string }

describe.each(databases)('lgc messages on $name', ({ create }) => {
  let line: CommandLine
  let server: MailServer
  let smtp: Readonly<Record<string, string>>
  beforeEach(async () => {
    server = await startMailServer()
    line = await openCommandLine(create)
    smtp = { SMTP_URL: server.url, SMTP_FROM: 'LGC <no-reply@example.com>' }
    expect((await line.lgc(['migrate', 'up'])).code).toBe(0)
    await addPerson({ core: line.coreAt(Date.now()) })
  })
  afterEach(() => Promise.all([line.close(), server.stop()]))

  const listed = async (...more: readonly string[]): Promise<readonly Listed[]> =>
    (await printed(line.lgc(['messages', 'list', '--json', ...more])))['messages'] as readonly Listed[]
  const dispatch = () => printed(line.lgc(['messages', 'dispatch', '--json'], smtp))

  it('shows what waits and what was sent, of the recipients only a mask', async () => {
    const [message] = await listed('--state', 'queued')
    expect(message).toMatchObject({ recipient: 'p***@example.com', state: 'queued' })
    expect(await dispatch()).toEqual({ sent: 1, failed: 0, parked: 0 })
    expect(server.received[0]?.to[0]).toMatch(/^person-\d+@example\.com$/)
    expect((await listed()).map(({ state }) => state)).toEqual(['sent'])
    expect(await listed('--state', 'parked')).toEqual([])
    const text = await line.lgc(['messages', 'list'])
    expect(text.out).toContain('email_verification')
    expect(text.out).not.toMatch(/person-\d|lgp_/)
  })

  it('sends again what failed, and says why it does not', async () => {
    server.manners = () => 'refuse'
    expect(await dispatch()).toEqual({ sent: 0, failed: 1, parked: 0 })
    const [message] = await listed('--state', 'failed')
    const retry = ['messages', 'retry', message?.xid ?? '']
    expect(await line.lgc(retry)).toMatchObject({ code: 0, out: `Queued ${message?.xid} again.\n` })
    server.manners = () => 'take'
    expect(await dispatch()).toMatchObject({ sent: 1 })
    expect((await line.lgc(retry)).err).toContain('message_not_waiting')
    const unknown = await line.lgc(['messages', 'retry', '00000000000000000000'])
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('message_not_found') })
  })

  it('writes mail into a folder where that is set', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lgc-mail-'))
    const sent = await printed(line.lgc(['messages', 'dispatch', '--json'], { SMTP_URL: `file:${folder}` }))
    expect(sent).toMatchObject({ sent: 1 })
    expect(await mailsIn(folder)).toHaveLength(1)
    await rm(folder, { recursive: true })
  })

  it('sends nothing in production until it is said how', async () => {
    const answer = await line.lgc(['messages', 'dispatch'], production)
    expect(answer).toMatchObject({ code: 1, err: expect.stringContaining('mail_not_configured') })
    const log = await line.lgc(['messages', 'dispatch'], { ...production, SMTP_URL: 'log' })
    expect(log.err).toContain('SMTP_URL')
    expect((await listed()).map(({ state }) => state)).toEqual(['queued'])
  })
})
