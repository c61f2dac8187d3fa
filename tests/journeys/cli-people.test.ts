import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { statusOf } from '@lgc/migrations'
import { type CommandLine, openCommandLine, printed } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { addPerson, signIn, valueOf } from '../support/world.ts'

const document = (more = '', name = 'Bar') => `
clients:
  - client_id: bar-app
    name: ${name}
    redirect_uris: [https://app.example/callback]
    allowed_scopes: [openid, profile]
    is_first_party: true
    client_secret: {env: BAR_SECRET}
    ${more}
`
const env = { BAR_SECRET: 'the-first-secret-of-bar' }

describe.each(databases)('the command line on $name', ({ create }) => {
  let line: CommandLine
  beforeEach(async () => {
    line = await openCommandLine(create)
  })
  afterEach(() => line.close())
  const lgc = (...argv: readonly string[]) => line.lgc(argv)
  const json = (...argv: readonly string[]) => printed(line.lgc([...argv, '--json']))

  it('finds and shows people, their grants and their sessions, and ends these', async () => {
    expect((await line.apply(document(), env)).code).toBe(0)
    const core = line.coreAt(Date.now())
    const who = await addPerson({ core })
    const [{ xid }, { identifier }] = [who.person, who.identity]
    const found = { persons: [{ xid, primary_identifier: identifier, identity_count: 1, status: 'active' }] }
    for (const beginning of ['Ad', identifier.slice(0, 8), xid]) {
      expect(await json('person', 'find', beginning), beginning).toMatchObject(found)
    }
    expect(await json('person', 'find', 'Nobody')).toEqual({ persons: [] })

    const { xid: grantXid } = await json('grant', 'create', '--person', xid, '--client', 'bar-app')
    const grants = [{ xid: grantXid, person_xid: xid, client_id: 'bar-app', access_level: 'user' }]
    expect(await json('grant', 'list', '--client', 'bar-app')).toMatchObject({ grants })
    expect(await json('grant', 'list', '--person', identifier, '--active')).toMatchObject({ grants })
    expect(await json('person', 'show', identifier)).toMatchObject({
      person: { xid, name_display: 'Ada' },
      identities: [{ identifier, has_challenge: true }],
      grants: [{ xid: grantXid, client_id: 'bar-app' }],
    })
    expect((await lgc('person', 'show', xid)).out).toMatch(/^NAME +Ada$/m)
    await lgc('grant', 'revoke', String(grantXid))
    expect(await json('grant', 'list', '--person', xid, '--active')).toEqual({ grants: [] })
    expect(await json('grant', 'list', '--person', xid)).toMatchObject({ grants })
    for (const both of [[], ['--person', xid, '--client', 'bar-app']]) {
      expect((await lgc('grant', 'list', ...both)).err).toMatch(/\(one_of_person_and_client\)$/m)
    }

    const client = await core.queries.clients.find('bar-app')
    if (!client) throw new Error('the client is missing')
    await signIn({ core }, who, client)
    const { sessions } = (await json('session', 'list', '--person', xid)) as {
      sessions: readonly { xid: string; kind: string; client_id: string | null }[]
    }
    expect(sessions.map(({ kind, client_id }) => [kind, client_id])).toEqual([
      ['app', 'bar-app'],
      ['login', null],
    ])
    expect(await json('session', 'list', '--client', 'bar-app')).toMatchObject({
      sessions: [{ kind: 'app' }],
    })
    const login = sessions.find(({ kind }) => kind === 'login')?.xid ?? ''
    expect(await lgc('session', 'revoke', login)).toMatchObject({ code: 0 })
    expect((await lgc('session', 'revoke', login)).err).toMatch(/\(session_not_found\)$/m)
    expect(await json('session', 'list', '--person', xid)).toEqual({ sessions: [] })
  })

  it('binds API keys to networks, by option and by file', async () => {
    const keys = 'api_keys: [{name: here, role: service, allowed_networks: [192.0.2.0/24]}]'
    expect((await line.apply(document(keys), env)).code).toBe(0)
    expect((await line.apply(document(keys), env)).out).toMatch(/unchanged +api key +bar-app\/here/)
    const create = ['api-key', 'create', 'bar-app', '--name', 'there', '--role', 'admin', '--networks']
    expect(await json(...create, '2001:db8::/32, 192.0.2.1/32')).toMatchObject({
      allowed_networks: ['2001:db8::/32', '192.0.2.1/32'],
    })
    expect((await lgc(...create, 'everywhere')).err).toMatch(/\(network_invalid\)$/m)
    const { api_keys } = await json('api-key', 'list', 'bar-app')
    expect(api_keys).toMatchObject([
      { name: 'here', allowed_networks: ['192.0.2.0/24'] },
      { name: 'there', allowed_networks: ['2001:db8::/32', '192.0.2.1/32'] },
    ])
    expect((await line.apply(document(keys.replace('/24', '/25')), env)).out).toMatch(
      /bar-app\/here \(replaced\)/,
    )
    expect((await line.apply(document(keys.replace('/24', '/99')), env)).err).toContain('allowed_networks[0]')
  })

  it('brings back no secret that a rotation replaced, and no client that was deactivated', async () => {
    await line.apply(document(), env)
    await lgc('client', 'rotate-secret', 'bar-app')
    await lgc('client', 'deactivate', 'bar-app')
    const stale = await line.apply(document(), env)
    expect(stale).toMatchObject({ code: 1, err: expect.stringContaining('was replaced by a rotation') })
    const renamed = await line.apply(document('', 'Other'), { BAR_SECRET: 'a-secret-that-is-new' })
    expect(renamed.out).toMatch(/updated +client +bar-app \(name, client_secret\)/)
    expect(await json('client', 'list')).toMatchObject({ clients: [{ is_active: false }] })
    await line.apply(document('', 'Other'), { BAR_SECRET: 'a-third-secret' })
    const back = { BAR_SECRET: 'a-secret-that-is-new' }
    expect((await line.apply(document('', 'Other'), back)).code).toBe(1)
    const forced = await line.apply(document('is_active: true', 'Other'), back, '--force')
    expect(forced.out).toMatch(/updated +client +bar-app \(client_secret, is_active\)/)
    const core = line.coreAt(Date.now())
    const secret = back.BAR_SECRET
    const caller = { requestId: 'r', address: 'local', userAgent: 'lgc', agent: null }
    valueOf(await core.authenticateClient({ clientId: 'bar-app', secret }, caller))
  })

  it('does not even migrate in a dry run', async () => {
    const dry = await line.apply(document(), env, '--dry-run')
    expect(dry.err).toMatch(/\(migrations_pending\)$|\(migrations_pending\)/m)
    expect((await statusOf(line.database)).every(({ state }) => state === 'pending')).toBe(true)
    await lgc('migrate', 'up')
    expect(await line.apply(document(), env, '--dry-run')).toMatchObject({ code: 0 })
    expect(await json('client', 'list')).toEqual({ clients: [] })
  })
})
