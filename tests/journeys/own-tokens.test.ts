import { createHmac, createPublicKey } from 'node:crypto'
import { type JWK, exportJWK, generateKeyPair, CompactSign } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type World, openWorld, testSettings } from '../support/world.ts'

const { issuer } = testSettings

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe.each(databases)('a token that somebody else made, on $name', ({ create }) => {
  let world: World
  let jwks: readonly JWK[]
  let good: string
  const fetched: unknown[] = []
  const { fetch } = globalThis
  beforeAll(async () => {
    world = await openWorld(create)
    jwks = (await world.core.publishKeys()).keys as readonly JWK[]
    good = await world.core.signToken({ alg: 'ES256', typ: 'at+jwt', claims: claims() })
    globalThis.fetch = async (...request) => {
      fetched.push(request)
      throw new Error('Nothing is to be fetched')
    }
  })
  afterAll(async () => {
    globalThis.fetch = fetch
    await world.close()
    expect(fetched).toEqual([])
  })

  const claims = () => {
    const iat = world.clock.now() / 1000
    return { iss: issuer, sub: 'somebody', aud: 'shop', iat, exp: iat + 300 }
  }
  const verdict = async (token: string): Promise<string> => {
    const verified = await world.core.verifyToken(token, { typ: 'at+jwt' })
    return verified.ok ? 'good' : verified.refusal
  }
  const keyOf = (alg: string): JWK => jwks.find((key) => key.alg === alg) ?? {}
  const header = (more: object = {}): object => ({
    alg: 'ES256',
    kid: keyOf('ES256').kid,
    typ: 'at+jwt',
    ...more,
  })

  it('is not a good one', async () => {
    expect(await verdict(good)).toBe('good')
    expect(await verdict(`${good.slice(0, -2)}AA`)).not.toBe('good')
  })

  it.each(['none', 'None', 'nOnE', 'NONE', ''])(
    'is refused with the algorithm %j, signed or not',
    async (alg) => {
      const [, , signature = ''] = good.split('.')
      for (const end of ['', signature]) {
        expect(await verdict(`${encoded(header({ alg }))}.${encoded(claims())}.${end}`)).toBe(
          'token_malformed',
        )
      }
    },
  )

  it.each(['ES256', 'RS256', 'EdDSA'])('is refused when our public key of %s was its secret', async (alg) => {
    const jwk = keyOf(alg)
    const key = createPublicKey({ key: jwk as never, format: 'jwk' })
    const secrets = [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
      JSON.stringify(jwk),
    ]
    for (const secret of secrets) {
      for (const name of ['HS256', alg]) {
        const text = `${encoded(header({ alg: name, kid: jwk.kid }))}.${encoded(claims())}`
        const token = `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
        expect(await verdict(token)).toBe(name === 'HS256' ? 'token_malformed' : 'token_signature_wrong')
      }
    }
  })

  it('is refused when it brings or names its own key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const sign = (more: object): Promise<string> =>
      new CompactSign(Buffer.from(JSON.stringify(claims())))
        .setProtectedHeader(header(more) as never)
        .sign(privateKey)
    for (const more of [
      { jwk },
      { jku: 'http://127.0.0.1:1/jwks' },
      { x5u: 'http://127.0.0.1:1/cert' },
      { x5c: ['MIIB'] },
      { jwk, kid: undefined },
    ]) {
      expect([more, await verdict(await sign(more))]).toEqual([more, 'token_malformed'])
    }
    expect(await verdict(await sign({}))).toBe('token_signature_wrong')
    for (const kid of [
      '../../dev/null',
      "' OR 1",
      '',
      '__proto__',
      'constructor',
      `${keyOf('ES256').kid} `,
    ]) {
      expect([kid, await verdict(await sign({ kid }))]).toEqual([kid, 'token_key_unknown'])
    }
    expect(await verdict(await sign({ kid: keyOf('RS256').kid }))).toBe('token_key_unknown')
  })

  it('is refused with extensions that have to be understood, and with a payload that is not encoded', async () => {
    const [, payload = '', signature = ''] = good.split('.')
    for (const more of [
      { crit: ['unheard-of'], 'unheard-of': true },
      { crit: ['b64'], b64: false },
      { b64: false },
      { crit: [] },
      { zip: 'DEF' },
      { enc: 'A256GCM' },
    ]) {
      expect(await verdict(`${encoded(header(more))}.${payload}.${signature}`)).toBe('token_malformed')
    }
  })

  it('is refused as another kind than it is, with another algorithm than is wanted, or for another', async () => {
    const idToken = await world.core.signToken({ alg: 'RS256', typ: 'JWT', claims: claims() })
    const as = async (
      token: string,
      expected: Parameters<World['core']['verifyToken']>[1],
    ): Promise<string> => {
      const verified = await world.core.verifyToken(token, expected)
      return verified.ok ? 'good' : verified.refusal
    }
    const kinds = ['JWT', 'at+jwt', 'logout+jwt'] as const
    for (const typ of kinds) {
      expect(await as(good, { typ })).toBe(typ === 'at+jwt' ? 'good' : 'token_type_mismatch')
      expect(await as(idToken, { typ })).toBe(typ === 'JWT' ? 'good' : 'token_type_mismatch')
    }
    expect(await as(good, { typ: 'at+jwt', algorithms: ['RS256', 'EdDSA'] })).toBe('token_algorithm_refused')
    expect(await as(good, { typ: 'at+jwt', audience: 'notes' })).toBe('token_audience_mismatch')
    expect(await as(good, { typ: 'at+jwt', audience: 'shop' })).toBe('good')
  })

  it('is refused with instants that are none, though our own key signed them', async () => {
    for (const wrong of [{ exp: '1' }, { exp: -1 }, { exp: 1.5 }, { nbf: 'soon' }, { sub: {} }]) {
      const all = { ...claims(), ...wrong } as ReturnType<typeof claims>
      expect([
        wrong,
        await verdict(await world.core.signToken({ alg: 'ES256', typ: 'at+jwt', claims: all })),
      ]).toEqual([wrong, 'token_malformed'])
    }
  })
})
