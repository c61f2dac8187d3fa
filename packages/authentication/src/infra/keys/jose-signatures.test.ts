import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Xid, instant } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import { type PublicJwk, type SigningKey, signingAlgorithms } from '../../domain/keys/signing-key.ts'
import { aesKeyVault } from './aes-key-vault.ts'
import { joseSignatures } from './jose-signatures.ts'

type Vector = { readonly tcId: number; readonly jws: string; readonly result: 'valid' | 'invalid' }
type Group = { readonly public?: PublicJwk; readonly tests: readonly Vector[] }

/** Wycheproof's vectors, where somebody has put them: `testvectors_v1` of its repository. */
const folder =
  process.env['WYCHEPROOF_DIR'] ?? join(import.meta.dirname, '../../../../../../shared/data/wycheproof')
const file = join(folder, 'json_web_signature_test.json')
const groups: readonly Group[] = existsSync(file)
  ? (JSON.parse(readFileSync(file, 'utf8')) as { testGroups: readonly Group[] }).testGroups
  : []

const vault = aesKeyVault([{ kid: 'test', secret: 'key-encryption-key-of-the-tests-00000' }])
const signatures = joseSignatures(vault)
const at = instant(1_800_000_000_000)
const row = { xid: 'key' as Xid, generation: 1, createdAt: at, activatesAt: at, revokedAt: null }

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = { iss: 'https://login.test', iat: 1_800_000_000, exp: 1_800_000_300 }

async function signedWith(algorithm: (typeof signingAlgorithms)[number]) {
  const key: SigningKey = { ...row, ...(await vault.make(algorithm)) }
  return { key, token: await signatures.sign(key, { alg: algorithm, kid: key.kid, typ: 'JWT' }, claims) }
}

describe.each(signingAlgorithms)('a token signed with %s', (algorithm) => {
  it('is read and recognised', async () => {
    const { key, token } = await signedWith(algorithm)
    expect(signatures.read(token)).toEqual({ header: { alg: algorithm, kid: key.kid, typ: 'JWT' }, claims })
    expect(await signatures.isSignedBy(key, token)).toBe(true)
  })

  it('is not recognised with another key, another payload or a signature that was touched', async () => {
    const { key, token } = await signedWith(algorithm)
    const { key: stranger } = await signedWith(algorithm)
    const [header = '', , signature = ''] = token.split('.')
    const forged = `${header}.${encoded({ ...claims, sub: 'root' })}.${signature}`
    expect(await signatures.isSignedBy(stranger, token)).toBe(false)
    expect(await signatures.isSignedBy(key, forged)).toBe(false)
    for (const touched of ['', signature.slice(1), `A${signature}`, signature.slice(0, -4)]) {
      expect(await signatures.isSignedBy(key, `${token.slice(0, -signature.length)}${touched}`)).toBe(false)
    }
  })
})

it('a key of one algorithm recognises nothing of another', async () => {
  const { key } = await signedWith('ES256')
  for (const algorithm of ['RS256', 'EdDSA'] as const) {
    expect(await signatures.isSignedBy(key, (await signedWith(algorithm)).token)).toBe(false)
  }
})

describe('what has not the form of a token', () => {
  it.each([
    '',
    '..',
    'a.b',
    'a.b.c',
    'e30.e30',
    'e30.e30.AA.AA',
    'e30.W10.AA',
    'W10.e30.AA',
    'bnVsbA.e30.AA',
    ' e30.e30.AA',
    'e30.e30.AA\n',
    'e30=.e30.AA',
    'e30.e30.A+',
  ])('is not read: %j', (text) => {
    expect(signatures.read(text)).toBeUndefined()
  })

  it('nor is a second spelling of the same bytes', () => {
    expect(signatures.read('e30.e30.AA')).toEqual({ header: {}, claims: {} })
    expect(signatures.read('e30.e30.AB')).toBeUndefined()
  })

  it('nor anything longer than sixteen kilobytes, however deep, and at once', () => {
    const deep = Buffer.from(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`).toString('base64url')
    expect(signatures.read(`e30.${deep}.AA`)).toBeDefined()
    const startedAt = performance.now()
    expect(signatures.read(`e30.${deep.repeat(1000)}.AA`)).toBeUndefined()
    expect(performance.now() - startedAt).toBeLessThan(20)
  })
})

describe('the vectors of Wycheproof', () => {
  const ours = groups.filter(({ public: key }) => key?.['alg'] === 'ES256' || key?.['alg'] === 'RS256')
  const vectors = ours.flatMap(({ public: key = {}, tests }) => tests.map((vector) => ({ key, ...vector })))

  it.skipIf(groups.length > 0)('are not here: set WYCHEPROOF_DIR to run them', () => {
    expect(groups).toEqual([])
  })

  it.skipIf(groups.length === 0)('are recognised where they are valid, and nowhere else', async () => {
    const wrong: unknown[] = []
    for (const { tcId, key, jws, result } of vectors) {
      const algorithm = key['alg'] === 'ES256' ? 'ES256' : 'RS256'
      const { alg: _, use: __, kid = '', key_ops: ___, ...publicJwk } = key
      const own = joseSignatures(vault)
      const isRecognised = await own.isSignedBy({ ...row, kid, algorithm, publicJwk, sealed: null }, jws)
      if (isRecognised !== (result === 'valid')) wrong.push({ tcId, result })
    }
    expect(wrong).toEqual([])
    expect(vectors.length).toBeGreaterThan(250)
  })
})
