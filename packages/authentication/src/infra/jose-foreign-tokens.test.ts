import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { instant } from '@lgc/kernel'
import { type JWK, SignJWT, createLocalJWKSet, exportJWK, generateKeyPair } from 'jose'
import { describe, expect, it } from 'vitest'
import { KeysUnavailable, readForeignToken, readSignedBytes } from './jose-foreign-tokens.ts'

type Vector = { readonly tcId: number; readonly jws: string; readonly result: 'valid' | 'invalid' }
type Group = { readonly public?: JWK; readonly private?: JWK; readonly tests: readonly Vector[] }

/** Wycheproof's vectors, where somebody has put them: `testvectors_v1` of its repository. */
const folder =
  process.env['WYCHEPROOF_DIR'] ?? join(import.meta.dirname, '../../../../../shared/data/wycheproof')
const file = join(folder, 'json_web_signature_test.json')
const groups: readonly Group[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { testGroups: readonly Group[] }).testGroups
  : []

const now = 1_800_000_000
const expectation = { issuers: ['i'], audiences: ['a'], nonce: null, now: instant(now * 1000) }
const claims = { iss: 'i', aud: 'a', sub: 's', iat: now, exp: now + 60 }

async function signer(alg = 'RS256') {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] })
  const sign = (header: object = {}, payload: object = claims) =>
    new SignJWT({ ...payload }).setProtectedHeader({ alg, kid: 'one', ...header }).sign(privateKey)
  return { keys, sign, read: (token: string) => readForeignToken(token, keys, expectation) }
}

describe('a foreign token', () => {
  it.each(['RS256', 'ES256'])('is read when it is signed with %s', async (alg) => {
    const { read, sign } = await signer(alg)
    expect(await read(await sign())).toMatchObject({ ok: true, value: { subject: 's' } })
  })

  it.each(['PS256', 'RS512', 'ES384', 'EdDSA'])('is refused when it is signed with %s', async (alg) => {
    const { read, sign } = await signer(alg)
    expect(await read(await sign())).toEqual({ ok: false, refusal: 'signature' })
  })

  it('is refused under a key that is not known, and with a changed payload', async () => {
    const [{ read }, { sign }] = [await signer(), await signer()]
    expect(await read(await sign())).toEqual({ ok: false, refusal: 'signature' })
    const ours = await signer()
    const [header, , signature] = (await ours.sign()).split('.')
    const payload = Buffer.from(JSON.stringify({ ...claims, sub: 'other' })).toString('base64url')
    expect(await ours.read(`${header}.${payload}.${signature}`)).toEqual({ ok: false, refusal: 'signature' })
  })

  it('is refused with a critical header that nobody here knows', async () => {
    const { read, sign } = await signer()
    const [, payload, signature] = (await sign()).split('.')
    const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'one', crit: ['x'], x: 1 })).toString(
      'base64url',
    )
    expect(await read(`${header}.${payload}.${signature}`)).toEqual({ ok: false, refusal: 'signature' })
  })

  it.each(['at+jwt', 'logout+jwt', 'application/jwt', 'secevent+jwt'])('is refused as %s', async (typ) => {
    const { read, sign } = await signer()
    expect(await read(await sign({ typ }))).toEqual({ ok: false, refusal: 'kind' })
  })

  it('is refused beyond 16 KB, quickly', async () => {
    const { read } = await signer()
    const before = performance.now()
    expect(await read('x'.repeat(16_385))).toEqual({ ok: false, refusal: 'too_long' })
    expect(await read(`${'a.'.repeat(8192)}`)).toEqual({ ok: false, refusal: 'signature' })
    expect(performance.now() - before).toBeLessThan(100)
  })

  it('is neither right nor wrong while its keys cannot be had', async () => {
    const { sign } = await signer()
    const away = async () => Promise.reject(new KeysUnavailable())
    expect(await readForeignToken(await sign(), away, expectation)).toEqual({
      ok: false,
      refusal: 'keys_unavailable',
    })
  })
})

describe('the vectors of Wycheproof', () => {
  const algorithms: ReadonlySet<unknown> = new Set(['RS256', 'ES256'])
  const vectors = groups.flatMap(({ public: key, private: shared, tests }) =>
    tests.map((vector) => ({ key: key ?? shared ?? {}, ...vector })),
  )

  it.skipIf(groups.length > 0)('are not here: set WYCHEPROOF_DIR to run them', () => {
    expect(groups).toEqual([])
  })

  it.skipIf(groups.length === 0)('are all here', () => expect(vectors.length).toBeGreaterThan(300))

  it.skipIf(groups.length === 0)(
    'are believed when they are valid by our algorithms, and otherwise not',
    async () => {
      const wrong: unknown[] = []
      let believed = 0
      for (const { key, jws, result, tcId } of vectors) {
        const keys = createLocalJWKSet({ keys: [key as JWK & { kty: string }] })
        const read = await readSignedBytes(jws, keys)
        const isOurs = algorithms.has(algorithmOf(jws)) && algorithms.has(key.alg)
        if (read.ok !== (result === 'valid' && isOurs))
          wrong.push({ tcId, result, alg: key.alg, ok: read.ok })
        if (read.ok) believed += 1
      }
      expect(wrong).toEqual([])
      expect(believed).toBeGreaterThan(5)
    },
  )
})

function algorithmOf(jws: string): unknown {
  try {
    const header = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as {
      alg?: unknown
    }
    return header.alg
  } catch {
    return undefined
  }
}
