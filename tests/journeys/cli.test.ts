import type { Result } from '@lgc/kernel'
import { planFor } from '@lgc/migrations'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandLine, asProcess, openCommandLine, printed, production } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { testCaller } from '../support/world.ts'

const ok = { ok: true }
const people = `
realms: [second]
clients:
  - {client_id: bar-app, name: Bar}
  - {client_id: far-app, name: Far, realm: second}
persons:
  - name_display: Ada
    identities: [{type: email, identifier: ada@example.com, challenge: a password of Ada, verified: true}]
    grants: [{client_id: bar-app, access_level: editor}]
`

describe.each(databases)('lgc on $name', ({ create }) => {
  let line: CommandLine
  beforeEach(async () => {
    line = await openCommandLine(create)
  })
  afterEach(() => line.close())

  describe('client and api-key', () => {
    it('prints the secret of a new client, and lets both secrets in while they overlap', async () => {
      const options = ['--name', 'Foo', '--redirect-uri', 'https://foo.example/cb', '--scope', 'openid']
      const created = await line.lgc(['client', 'create', 'foo', ...options, '--scope', 'email'])
      const rotated = await line.lgc(['client', 'rotate-secret', 'foo', '--overlap-seconds', '60'])
      const [old, current] = [created.out.trim(), rotated.out.trim()]
      expect([old, current].every((secret) => /^lgcs_[\w-]{43}$/.test(secret))).toBe(true)
      expect(created.err + rotated.err).not.toMatch(/lgcs_/)
      const enter = (secret: string, at: number): Promise<Result<unknown, unknown>> =>
        line.coreAt(at).authenticateClient({ clientId: 'foo', secret }, testCaller)
      const now = Date.now()
      expect(await Promise.all([enter(old, now), enter(current, now)])).toMatchObject([ok, ok])
      expect(await enter(current, now + 61_000)).toMatchObject(ok)
      expect(await enter(old, now + 61_000)).toMatchObject({ refusal: 'client_authentication_failed' })
    })

    it('refuses what may not be, in one sentence with its code', async () => {
      const foo = ['client', 'create', 'foo', '--name', 'Foo', '--public']
      expect(await line.lgc([...foo, '--redirect-uri', 'http://foo.example/'])).toMatchObject({
        code: 1,
        out: '',
      })
      expect(await line.lgc(foo)).toMatchObject({ code: 0, out: '' })
      const again = await line.lgc(foo)
      expect(again).toMatchObject({ code: 1, out: '' })
      expect(again.err).toBe('lgc: There is a client of this client_id already. (client_id_taken)\n')
      expect((await line.lgc(['client', 'rotate-secret', 'foo'])).err).toMatch(/\(client_is_public\)$/m)
      expect((await line.lgc(['client', 'deactivate', 'bar'])).err).toMatch(/\(client_not_found\)$/m)
    })

    it('deactivates and activates a client', async () => {
      await line.lgc(['client', 'create', 'foo', '--name', 'Foo', '--public'])
      await line.lgc(['client', 'deactivate', 'foo'])
      expect(await printed(line.lgc(['client', 'list', '--json']))).toMatchObject({
        clients: [{ is_active: false }],
      })
      await line.lgc(['client', 'activate', 'foo'])
      expect(await printed(line.lgc(['client', 'list', '--json']))).toMatchObject({
        clients: [{ is_active: true }],
      })
    })

    it('makes an API key, shows it without its value, and ends it for good', async () => {
      await line.lgc(['client', 'create', 'foo', '--name', 'Foo', '--public'])
      const made = await line.lgc(['api-key', 'create', 'foo', '--name', 'ops', '--role', 'admin'])
      const key = made.out.trim()
      expect(key).toMatch(/^lgk_a_[\w-]{43}$/)
      const use = () => line.coreAt(Date.now()).authenticateApiKey({ key, role: 'admin' }, testCaller)
      expect(await use()).toMatchObject(ok)
      const list = await printed(line.lgc(['api-key', 'list', 'foo', '--json']))
      expect(list).toMatchObject({ api_keys: [{ name: 'ops', role: 'admin', state: 'active' }] })
      expect(JSON.stringify(list)).not.toContain(key)
      const [{ xid }] = list['api_keys'] as [{ xid: string }]
      expect(await line.lgc(['api-key', 'revoke', xid])).toMatchObject({ code: 0 })
      expect(await use()).toMatchObject({ refusal: 'api_key_invalid' })
      expect((await line.lgc(['api-key', 'revoke', xid])).err).toMatch(/\(api_key_already_revoked\)$/m)
    })
  })

  it('grants, suspends, reinstates and sets passwords, all recorded as done by the command line', async () => {
    await line.apply(people, {})
    const grant = ['grant', 'create', '--person', 'ada@example.com', '--client']
    expect((await line.lgc([...grant, 'bar-app'])).err).toMatch(/\(grant_already_exists\)$/m)
    expect((await line.lgc([...grant, 'far-app'])).err).toMatch(/\(realm_mismatch\)$/m)
    await line.lgc(['client', 'create', 'foo', '--name', 'Foo', '--public'])
    const granted = await line.lgc([...grant, 'foo'])
    expect(await line.lgc(['grant', 'revoke', granted.out.trim()])).toMatchObject({ code: 0 })
    expect(await line.lgc(['person', 'suspend', 'ada@example.com', '--reason', 'asked to'])).toMatchObject({
      code: 0,
    })
    expect(await line.lgc(['person', 'reinstate', 'ada@example.com'])).toMatchObject({ code: 0 })
    const set = ['person', 'set-password', 'ada@example.com']
    expect((await line.lgc(set, {}, 'short')).err).toMatch(/too_short.*\(password_too_weak\)$/m)
    expect((await line.lgc(set)).err).toMatch(/\(password_missing\)$/m)
    const password = 'a passphrase from a pipe'
    const said = await line.lgc(set, {}, password)
    expect(said).toMatchObject({ code: 0, err: '' })
    const trail = await line.database.db.selectFrom('audit_log').select(['agent_type', 'action']).execute()
    expect(new Set(trail.map(({ agent_type }) => agent_type))).toEqual(new Set(['cli']))
    expect(trail.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['grant.revoked', 'person.suspended', 'identity.challenge_changed']),
    )
    const attempt = { identifier: 'ada@example.com', password, clientId: null }
    expect(await line.coreAt(Date.now()).verifyByPassword(attempt, testCaller)).toMatchObject(ok)
    expect(said.out + (await line.everythingStored())).not.toContain(password)
  })

  describe('migrate', () => {
    it('shows and verifies an empty database and a migrated one', async () => {
      expect(await line.lgc(['migrate', 'verify'])).toMatchObject({ code: 1 })
      const status = await line.lgc(['migrate', 'status'])
      expect(status.code).toBe(0)
      expect(status.out).toMatch(/0001-client +pending/)
      const { applied } = await printed(line.lgc(['migrate', 'up', '--json']))
      expect(applied).toEqual(planFor(line.database.dialect).map(({ name }) => name))
      expect(await printed(line.lgc(['migrate', 'up', '--json']))).toEqual({ applied: [] })
      expect(await line.lgc(['migrate', 'verify'])).toMatchObject({ code: 0 })
    })

    it('refuses to work on a database that was migrated otherwise', async () => {
      await line.lgc(['migrate', 'up'])
      const history = line.database.db.withTables<{ schema_migrations: { checksum: string } }>()
      await history.updateTable('schema_migrations').set({ checksum: 'of other statements' }).execute()
      expect((await line.lgc(['migrate', 'verify'])).err).toMatch(/\(migrations_drifted\)$/m)
      expect((await line.lgc(['client', 'list'])).err).toMatch(/\(migrations_drifted\)$/m)
      expect(await line.lgc(['migrate', 'up'])).toMatchObject({ code: 1, out: '' })
    })

    it('is left to the operator in production', async () => {
      expect((await line.lgc(['client', 'list'], production)).err).toMatch(/\(migrations_pending\)$/m)
      expect((await line.lgc(['migrate', 'verify'], production)).out).not.toMatch(/applied$/m)
    })

    it('runs each migration once when two processes start together', async () => {
      const both = await Promise.all([1, 2].map(() => asProcess(['migrate', 'up', '--json'], line.env)))
      expect(both.map(({ code }) => code)).toEqual([0, 0])
      const applied = both.flatMap(({ out }) => (JSON.parse(out) as { applied: string[] }).applied)
      expect(applied.toSorted()).toEqual(planFor(line.database.dialect).map(({ name }) => name))
    })
  })

  it('finds a migrated database healthy', async () => {
    await line.lgc(['migrate', 'up'])
    const { ok: isFine, findings } = await printed(line.lgc(['doctor', '--json']))
    expect(isFine).toBe(true)
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'database', level: 'ok' }),
        expect.objectContaining({ check: 'clock', level: 'ok' }),
        expect.objectContaining({ check: 'migrations', level: 'ok' }),
      ]),
    )
  })
})
