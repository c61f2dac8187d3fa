import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine, printed, production } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { testCaller } from '../support/world.ts'

const ok = { ok: true }
const secrets = {
  BAR_SECRET: 'canary-client-secret-of-bar-0000000000',
  BAR_KEY: 'canary-service-key-of-bar-00000000000000',
  ADA_PASSWORD: 'canary password of Ada',
}
const file = `
realms: [second, {name: third}]
clients:
  - client_id: bar-app
    name: Bar
    redirect_uris: [http://127.0.0.1:9009/callback]
    allowed_scopes: [openid, profile, email]
    client_secret: {env: BAR_SECRET}
    requires_grant: false
    api_keys:
      - {name: sessions, role: service, key: {env: BAR_KEY}}
      - {name: people, role: provisioner}
  - {client_id: far-app, name: Far, realm: second}
persons:
  - name_display: Ada
    identities:
      - {type: email, identifier: Ada@example.com, challenge: {env: ADA_PASSWORD}, verified: true}
    grants: [{client_id: bar-app, access_level: editor}]
`

const wrongFile = `
unknown: canary
realms: [Upper]
clients:
  - client_id: a
    name: 5
    naem: canary
    realm: nowhere
    redirect_uris: [https://ok.example/, "javascript:canary"]
    allowed_scopes: [Open ID]
    client_secret: {env: BAR_SECRET}
    code_lifetime_in_seconds: 601
    brand_color: canary
    api_keys:
      - {name: k, role: king, key: {file: /nowhere/key}}
      - {name: k, role: admin, expires_at: tomorrow}
  - {client_id: twin, name: Twin, realm: nowhere, api_keys: [{name: k, role: admin}, {name: k, role: admin}]}
  - {client_id: twin, name: Twin, api_keys: [{name: a, role: admin, key: canary}, {name: b, role: admin, key: canary}]}
persons:
  - name_display: Ada
    identities:
      - {type: company_code, identifier: ada@example.com, challenge: canary password, verified: true}
      - {type: email, identifier: bob@example.com, challenge: short}
      - {type: email, identifier: nobody}
      - {type: sms, identifier: "+81 90 1234 5678", challenge: canary password}
  - {name_display: Eve, identities: []}
  - name_display: Cy
    identities: [{type: email, identifier: cy@example.com, challenge: canary password}]
    grants: [{client_id: nobody}, {client_id: a, access_level: Owner!}]
  - name_display: Dan
    identities: [{type: email, identifier: dan@example.com, challenge: canary password}]
    grants: [{client_id: nobody}]
`
const wrongPaths = [
  'unknown',
  'realms[0].name',
  'clients[0].client_id',
  'clients[0].name',
  'clients[0].naem',
  'clients[0].redirect_uris[1]',
  'clients[0].allowed_scopes[0]',
  'clients[0].client_secret',
  'clients[0].code_lifetime_in_seconds',
  'clients[0].brand_color',
  'clients[0].api_keys[0].role',
  'clients[0].api_keys[0].key',
  'clients[0].api_keys[1].expires_at',
  'clients[1].realm',
  'clients[1].api_keys[1].name',
  'clients[2].client_id',
  'clients[2].api_keys[1].key',
  'persons[0].identities[0].type',
  'persons[0].identities[1].challenge',
  'persons[0].identities[2].identifier',
  'persons[0].identities[3].challenge',
  'persons[1].identities',
  'persons[2].grants[1].access_level',
  'persons[3].grants[0].client_id',
]

describe.each(databases)('lgc apply on $name', ({ create }) => {
  let line: CommandLine
  beforeEach(async () => {
    line = await openCommandLine(create)
  })
  afterEach(() => line.close())

  it('creates what the file describes, and the second time changes nothing', async () => {
    const first = await line.apply(file, secrets)
    expect(first.code).toBe(0)
    expect(first.out.match(/^created/gm)).toHaveLength(8)
    const second = await line.apply(file, secrets)
    expect(second.code).toBe(0)
    expect(second.out.match(/^unchanged/gm)).toHaveLength(8)
    expect(second.out).not.toMatch(/created|updated|lgk_/)
    const core = line.coreAt(Date.now())
    const { BAR_SECRET: secret, BAR_KEY: key, ADA_PASSWORD: password } = secrets
    expect(await core.authenticateClient({ clientId: 'bar-app', secret }, testCaller)).toMatchObject(ok)
    expect(await core.authenticateApiKey({ key, role: 'service' }, testCaller)).toMatchObject(ok)
    const attempt = { identifier: 'ada@example.com', password, clientId: 'bar-app' }
    expect(await core.verifyByPassword(attempt, testCaller)).toMatchObject(ok)
  })

  it('prints made secrets once, given ones never, and keeps none of them', async () => {
    const { created, secrets: made, unchanged } = await printed(line.apply(file, secrets, '--json'))
    expect(created).toHaveLength(8)
    expect(unchanged).toBe(0)
    const value = expect.stringMatching(/^lgk_p_[\w-]{43}$/) as string
    expect(made).toEqual([{ client_id: 'bar-app', kind: 'api_key', name: 'bar-app/people', value }])
    const key = (made as { value: string }[])[0]?.value ?? ''
    expect(
      await line.coreAt(Date.now()).authenticateApiKey({ key, role: 'provisioner' }, testCaller),
    ).toMatchObject(ok)
    const later = await Promise.all([
      line.apply(file, secrets),
      line.lgc(['api-key', 'list', 'bar-app']),
      line.lgc(['client', 'list']),
    ])
    const seen = [JSON.stringify(later), await line.everythingStored()].join()
    for (const secret of [...Object.values(secrets), key]) expect(seen).not.toContain(secret)
  })

  it('updates what changed, and keeps the password of somebody who exists', async () => {
    await line.apply(file, secrets)
    const changed = file
      .replace('name: Bar', 'name: Baz')
      .replace('name_display: Ada', 'name_display: Ada L.\n    status: suspended')
      .replace('access_level: editor', 'access_level: owner')
    const other = { BAR_SECRET: 'another secret', BAR_KEY: 'another-key', ADA_PASSWORD: 'another password' }
    const { updated, unchanged } = await printed(line.apply(changed, other, '--json'))
    expect(unchanged).toBe(4)
    expect(updated).toMatchObject([
      { kind: 'client', name: 'bar-app', changes: ['name', 'client_secret'] },
      { kind: 'api_key', name: 'bar-app/sessions', changes: ['replaced'] },
      { kind: 'person', name: 'ada@example.com', changes: ['renamed', 'suspended'] },
      { kind: 'grant', changes: ['access_level'] },
    ])
    const core = line.coreAt(Date.now())
    const signIn = (secret: string) => core.authenticateClient({ clientId: 'bar-app', secret }, testCaller)
    expect(await signIn(other.BAR_SECRET)).toMatchObject(ok)
    expect(await signIn(secrets.BAR_SECRET)).toMatchObject({ ok: false })
    const use = (key: string) => core.authenticateApiKey({ key, role: 'service' }, testCaller)
    expect(await use(other.BAR_KEY)).toMatchObject(ok)
    expect(await use(secrets.BAR_KEY)).toMatchObject({ ok: false })
    const attempt = { identifier: 'ada@example.com', password: secrets.ADA_PASSWORD, clientId: null }
    expect(await core.verifyByPassword(attempt, testCaller)).toMatchObject({ refusal: 'person_suspended' })
  })

  it('refuses a wrong file with every problem, and writes nothing', async () => {
    await line.lgc(['migrate', 'up'])
    const before = await line.everythingStored()
    const said = await line.apply(wrongFile, { BAR_KEY: 'x' })
    expect(said.code).toBe(1)
    expect(said.out).toBe('')
    for (const path of wrongPaths) expect(said.err).toContain(`  ${path}: `)
    expect(said.err.trim().split('\n')).toHaveLength(wrongPaths.length + 1)
    expect(said.err).not.toContain('canary')
    expect(await line.everythingStored()).toBe(before)
  })

  it('refuses what the database stands against, and writes nothing', async () => {
    const mallory =
      '{name_display: Mallory, identities: [{type: email, identifier: m@example.com, challenge: a phrase of M}]}'
    await line.apply(`${file}  - ${mallory}`, secrets)
    const keys = await printed(line.lgc(['api-key', 'list', 'bar-app', '--json']))
    const [{ xid }] = keys['api_keys'] as [{ xid: string }]
    await line.lgc(['api-key', 'revoke', xid])
    const before = await line.everythingStored()
    const bob = '- {type: email, identifier: m@example.com, challenge: a phrase of M}'
    const changed = file
      .replace('client_secret: {env: BAR_SECRET}', 'realm: second')
      .replace('name: Far,', 'name: Far, client_secret: something new,')
      .replace('verified: true}', `verified: true}\n      ${bob}`)
    const said = await line.apply(changed, secrets)
    expect(said).toMatchObject({ code: 1, out: '' })
    expect(said.err.match(/^ {2}\S+(?=: )/gm)?.map((path) => path.trim())).toEqual([
      'clients[0].realm',
      'clients[0].client_secret',
      'clients[0].api_keys[0].key',
      'clients[1].client_secret',
      'persons[0].identities[1].identifier',
      'persons[0].grants[0].client_id',
    ])
    expect(await line.everythingStored()).toBe(before)
  })

  it('lets a replaced client secret overlap when told to', async () => {
    await line.apply(file, secrets)
    const other = { ...secrets, BAR_SECRET: 'another secret' }
    await line.apply(file, other, '--overlap-seconds', '60')
    const now = Date.now()
    const enter = (secret: string, at: number) =>
      line.coreAt(at).authenticateClient({ clientId: 'bar-app', secret }, testCaller)
    expect(await enter(secrets.BAR_SECRET, now)).toMatchObject(ok)
    expect(await enter(other.BAR_SECRET, now)).toMatchObject(ok)
    expect(await enter(secrets.BAR_SECRET, now + 61_000)).toMatchObject({ ok: false })
  })

  it.each([
    ['a wrong escape', 'clients:\n  - client_secret: "canary \\q"', /line 2, column \d+: this is not YAML/],
    ['an unknown tag', 'clients: !env canary', /line 1, column \d+: this is not YAML/],
    ['a member twice', 'canary: 1\ncanary: 2', /line 2, column \d+: this is not YAML/],
    ['an alias of nothing', 'clients: *canary', /an alias has no anchor before it/],
    ['text alone', 'canary', /the file: must be a mapping/],
    ['nothing', '', /the file: must be a mapping/],
  ])('never quotes a file with %s', async (_, content, words) => {
    const said = await line.apply(content, {})
    expect(said).toMatchObject({ code: 1, out: '' })
    expect(said.err).toMatch(words)
    expect(said.err).not.toContain('canary')
  })

  it('reads JSON, and secrets from files beside it', async () => {
    const client = { client_id: 'json-app', name: 'J', client_secret: { file: 'lgc.yaml' } }
    expect(await line.apply(JSON.stringify({ clients: [client] }), {})).toMatchObject({ code: 0 })
    const secret = JSON.stringify({ clients: [client] })
    const entered = line.coreAt(Date.now()).authenticateClient({ clientId: 'json-app', secret }, testCaller)
    expect(await entered).toMatchObject(ok)
  })

  it('says what it would do, and does not', async () => {
    await line.lgc(['migrate', 'up'])
    const said = await line.apply(file, secrets, '--dry-run')
    expect(said.out.match(/^created/gm)).toHaveLength(8)
    expect(await line.lgc(['client', 'list', '--json'])).toMatchObject({ out: '{\n  "clients": []\n}\n' })
  })

  it('takes no secret from the file itself in production', async () => {
    await line.lgc(['migrate', 'up'])
    const literal = file.replace('{env: BAR_SECRET}', 'canary-literal-0000000000000000000000')
    const said = await line.apply(literal, { ...secrets, ...production })
    expect(said).toMatchObject({ code: 1, out: '' })
    expect(said.err).toMatch(/clients\[0\]\.client_secret: must not be written in the file/)
    expect(await line.apply(file, { ...secrets, ...production })).toMatchObject({ code: 0 })
  })
})
