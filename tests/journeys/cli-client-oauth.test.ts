import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandLine, openCommandLine, printed } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'

const coordinate = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'
const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate }] }
const held = { profile: 'fapi2', token_endpoint_auth_method: 'private_key_jwt', require_pkce: true, jwks }

const fileOf = (oauth: object, secret = ''): string => `
clients:
  - {client_id: bar-app, name: Bar, allowed_scopes: [openid], ${secret}oauth: ${JSON.stringify(oauth)}}
`

describe.each(databases)('OAuth settings on the command line, on $name', ({ create }) => {
  let line: CommandLine
  let folder: string
  beforeAll(async () => {
    line = await openCommandLine(create)
    folder = await mkdtemp(join(tmpdir(), 'lgc-oauth-'))
    await writeFile(join(folder, 'keys.json'), JSON.stringify(jwks))
  })
  afterAll(async () => {
    await line.close()
    await rm(folder, { recursive: true, force: true })
  })

  const oauthOf = async (clientId: string): Promise<unknown> =>
    (await printed(line.lgc(['client', 'show', clientId, '--json'])))['oauth']

  it('are set when a client is created: the profile and keys are enough', async () => {
    const keys = `jwks=@${join(folder, 'keys.json')}`
    const created = ['client', 'create', 'strict', '--name', 'S', '--oauth', 'profile=fapi2', '--oauth', keys]
    expect(await printed(line.lgc([...created, '--json']))).toMatchObject({ client_secret: null })
    expect(await oauthOf('strict')).toMatchObject(held)
    const rotated = await line.lgc(['client', 'rotate-secret', 'strict'])
    expect([rotated.code, rotated.err]).toEqual([1, expect.stringContaining('client_proves_by_key')])
  })

  it('are changed one by one, and shown', async () => {
    await line.lgc(['client', 'create', 'plain', '--name', 'Plain'])
    const update = ['client', 'update', 'plain', '--name', 'Renamed', '--first-party', 'yes']
    const settings = ['grant_types=authorization_code', 'access_token_lifetime=60', 'default_max_age=none']
    const said = await printed(
      line.lgc([...update, ...settings.flatMap((one) => ['--oauth', one]), '--json']),
    )
    expect(said['changed']).toEqual(['name', 'isFirstParty', 'oauth.grantTypes', 'oauth.accessTokenLifetime'])
    expect(await oauthOf('plain')).toMatchObject({
      grant_types: ['authorization_code'],
      access_token_lifetime: 60,
    })
    const { out } = await line.lgc(['client', 'show', 'plain'])
    expect(out).toMatch(/name +Renamed/)
    expect(out).toMatch(/oauth\.access_token_lifetime +60/)
    const again = await line.lgc([...update, '--logo-uri', 'none'])
    expect(again.out).toBe('Nothing was changed.\n')
    expect((await line.lgc(['client', 'show', 'nobody'])).err).toContain('client_not_found')
  })

  it.each([
    ['profile=fapi2', 'oauth.jwks: it is missing'],
    ['access_token_lifetime=5', 'oauth.access_token_lifetime: it is too small or too large'],
    ['access_token_lifetime=soon', 'access_token_lifetime: must be a number'],
    ['jwks=@/nowhere/keys.json', 'jwks: the file cannot be read'],
    ['skip_consent=true', 'skip_consent: is not known here'],
    ['require_pkce', 'require_pkce: is written like name=value'],
  ])('are refused with the reason: %s', async (setting, reason) => {
    const created = await line.lgc(['client', 'create', 'refused', '--name', 'R', '--oauth', setting])
    expect([created.code, created.out]).toEqual([1, ''])
    expect(created.err).toContain(reason)
    expect((await line.lgc(['client', 'show', 'refused'])).err).toContain('client_not_found')
  })

  it('are in the apply file, and one that is left out goes back to its default', async () => {
    await line.apply(fileOf({ profile: 'fapi2', jwks, access_token_lifetime: 60 }), {})
    expect(await oauthOf('bar-app')).toMatchObject({ ...held, access_token_lifetime: 60 })
    const again = await printed(
      line.apply(fileOf({ profile: 'fapi2', jwks, access_token_lifetime: 60 }), {}, '--json'),
    )
    expect(again).toMatchObject({ updated: [], unchanged: 1 })
    const changed = await printed(line.apply(fileOf({ profile: 'fapi2', jwks }), {}, '--json'))
    expect(changed['updated']).toMatchObject([{ changes: ['oauth.access_token_lifetime'] }])
    const secret = await line.apply(fileOf({}, 'client_secret: {env: SECRET}, '), {
      SECRET: 'canary'.repeat(6),
    })
    expect(secret.err).toContain('clients[0].client_secret: the client in the database has no secret')
  })

  it('are refused in the apply file at their place', async () => {
    const place = async (oauth: object) => (await line.apply(fileOf(oauth), {})).err
    expect(await place({ profile: 'fapi2' })).toContain('clients[0].oauth.jwks: it is missing')
    expect(await place({ grant_types: 'code' })).toContain('clients[0].oauth.grant_types: must be a list')
    expect(await place({ skip_consent: true })).toContain('clients[0].oauth.skip_consent: is not known here')
  })

  it('make tokens with which clients register themselves', async () => {
    const create = ['registration-token', 'create', '--uses', '2', '--json']
    const made = await printed(line.lgc([...create, '--expires', '2099-01-31T00:00:00Z']))
    expect(made).toMatchObject({ uses: 2, token: expect.stringMatching(/^lgit_[A-Za-z0-9_-]{43}$/) })
    const kept = await line.database.db.selectFrom('registration_tokens').selectAll().executeTakeFirst()
    expect(kept?.uses_left).toBe(2)
    expect(JSON.stringify(kept)).not.toContain(made['token'])
    const lost = await line.lgc([...create, '--realm', 'nowhere'])
    expect([lost.code, lost.err]).toEqual([1, expect.stringContaining('realm_unknown')])
  })
})
