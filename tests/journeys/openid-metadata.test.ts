import { publicKeysLifetimeInSeconds } from '@lgc/authentication'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metadataOf } from '../../apps/api/src/oidc/metadata.ts'
import { databases } from '../support/databases.ts'
import { type Listening, listen } from '../support/listening.ts'
import { type Service, openService, testConfig } from '../support/service.ts'
import { testCaller, valueOf } from '../support/world.ts'

const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']
const keyLists = ['/jwks', '/.well-known/jwks.json']
const { issuer } = testConfig

describe.each(databases)('the metadata on $name', ({ create }) => {
  let service: Service
  let listening: Listening
  beforeAll(async () => {
    service = await openService(create)
    listening = await listen(service)
  })
  afterAll(async () => {
    await listening.stop()
    await service.close()
  })

  it('is the same for both standards, and of the configured issuer', async () => {
    const [openid, oauth] = await Promise.all(documents.map((path) => service.call(path)))
    expect(openid?.body).toMatchObject({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256', 'RS256', 'EdDSA'],
      acr_values_supported: ['urn:lgc:acr:1'],
    })
    expect(oauth?.body).toEqual(openid?.body)
  })

  it('names no endpoint that is not served', async () => {
    const { body } = await service.call('/.well-known/openid-configuration')
    const addresses = Object.entries(body).filter(([name]) => /_(?:endpoint|uri)$/.test(name))
    expect(addresses.length).toBeGreaterThan(0)
    for (const [name, address] of addresses) {
      expect(String(address).startsWith(`${issuer}/`), name).toBe(true)
      const { status } = await service.fetch(String(address).slice(issuer.length), { method: 'PUT' })
      expect(status, `${name} is no path at all`).toBe(405)
    }
  })

  it.each(['evil.example', 'localhost:3100', ''])(
    'does not care that the request names the host %j',
    async (host) => {
      for (const path of documents) {
        const forwarded = { 'X-Forwarded-Host': 'evil.example', Forwarded: 'host=evil.example;proto=http' }
        const { text } = await listening.send('GET', path, { Host: host, ...forwarded })
        expect(text).not.toContain('evil')
        expect(JSON.parse(text)).toMatchObject({ issuer })
      }
    },
  )

  it.each([...documents, ...keyLists])('at %s is kept for five minutes and not sent twice', async (path) => {
    const first = await service.call(path)
    expect(first.headers.get('cache-control')).toBe('public, max-age=300')
    expect(first.headers.get('access-control-allow-origin')).toBe('*')
    expect(first.headers.get('access-control-allow-credentials')).toBeNull()
    expect(first.headers.get('pragma')).toBeNull()
    const tag = first.headers.get('etag') ?? ''
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await service.fetch(path, { headers: { 'If-None-Match': known } })
      expect([known, again.status, await again.text()]).toEqual([known, 304, ''])
      expect(again.headers.get('etag')).toBe(tag)
    }
    expect((await service.fetch(path, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200)
    const head = await service.fetch(path, { method: 'HEAD' })
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', tag])
    expect((await service.fetch(path, { method: 'POST' })).status).toBe(405)
  })
})

describe.each(databases)('the public keys on $name', ({ create }) => {
  let service: Service
  beforeAll(async () => {
    service = await openService(create)
  })
  afterAll(() => service.close())

  const keysAt = async (path = '/jwks'): Promise<readonly Readonly<Record<string, string>>[]> =>
    (await service.call(path)).body['keys'] as never

  it('are one of each algorithm, the same at both places, with nothing private', async () => {
    const keys = await keysAt()
    expect(new Set(keys.map(({ alg }) => alg))).toEqual(new Set(['ES256', 'EdDSA', 'RS256']))
    expect(await keysAt('/.well-known/jwks.json')).toEqual(keys)
    const known = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use']
    expect(keys.flatMap((key) => Object.keys(key)).filter((name) => !known.includes(name))).toEqual([])
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(3)
  })

  it('have another tag once there is another key, and lose a revoked one at once', async () => {
    const before = await service.call('/jwks')
    const next = valueOf(await service.core.rotateKey('ES256', testCaller))
    const after = await service.call('/jwks')
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'))
    expect((await keysAt()).map(({ kid }) => kid)).toContain(next.kid)
    valueOf(await service.core.revokeKey(next.kid, testCaller))
    expect((await keysAt()).map(({ kid }) => kid)).not.toContain(next.kid)
  })

  it('that cannot be decrypted make the service say that it is not ready', async () => {
    expect((await service.call('/health/ready')).status).toBe(200)
    const rows = await service.db.selectFrom('signing_keys').select(['kid', 'private_key']).execute()
    const [broken] = rows.filter(({ private_key }) => private_key !== null)
    const setTo = (private_key: typeof broken): Promise<unknown> =>
      service.db
        .updateTable('signing_keys')
        .set({ private_key: private_key?.private_key ?? null })
        .where('kid', '=', String(private_key?.kid))
        .execute()
    await setTo(broken && { ...broken, private_key: `${broken.private_key?.slice(0, -8)}AAAAAAAA` as never })
    service.clock.pass(3)
    const { status, body } = await service.call('/health/ready')
    expect([status, body]).toEqual([503, { status: 'unavailable', reason: 'signing_keys_unusable' }])
    await setTo(broken)
    service.clock.pass(3)
    expect((await service.call('/health/ready')).status).toBe(200)
  })
})

describe('the metadata', () => {
  const feature = (path: string): Readonly<Record<string, unknown>> => metadataOf(new Set([path]), testConfig)

  it.each([
    ['/authorize', 'authorization_endpoint'],
    ['/token', 'token_endpoint'],
    ['/userinfo', 'userinfo_endpoint'],
    ['/introspect', 'introspection_endpoint'],
    ['/revoke', 'revocation_endpoint'],
    ['/logout', 'end_session_endpoint'],
    ['/par', 'pushed_authorization_request_endpoint'],
    ['/device_authorization', 'device_authorization_endpoint'],
    ['/client-registration', 'registration_endpoint'],
  ])('has %s once it is served', (path, member) => {
    expect(feature(path)).toMatchObject({ [member]: `${issuer}${path}` })
    expect(feature('/jwks')).not.toHaveProperty(member)
  })

  it('offers the algorithms that the operator left', () => {
    const config = { ...testConfig, signingAlgorithms: ['EdDSA'] as const }
    expect(metadataOf(new Set(['/jwks']), config)).toMatchObject({
      id_token_signing_alg_values_supported: ['EdDSA'],
    })
  })

  it('and keys are kept no longer than a key is announced for', () => {
    expect(publicKeysLifetimeInSeconds).toBe(300)
  })
})
