import { expect, it } from 'vitest'
import { sha256Digest } from './sha256-digest.ts'

it('is the SHA-256 of the secret in hexadecimal (FIPS 180-4)', () => {
  expect(sha256Digest('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
