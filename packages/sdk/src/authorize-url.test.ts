import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { authorizeUrl } from './authorize-url.ts'

const product = { issuer: 'https://login.example', clientId: 'bar-app' }
const request = { redirectUri: 'https://bar.example/callback', scope: 'openid profile' }
const parametersOf = (url: string) => Object.fromEntries(new URL(url).searchParams)

it('carries the challenge of the verifier and the state, both made for this sign-in', async () => {
  const [first, second] = [await authorizeUrl(product, request), await authorizeUrl(product, request)]
  expect(first.url).toMatch(/^https:\/\/login\.example\/login\?/)
  expect(parametersOf(first.url)).toEqual({
    response_type: 'code',
    client_id: 'bar-app',
    redirect_uri: 'https://bar.example/callback',
    scope: 'openid profile',
    state: first.state,
    code_challenge: createHash('sha256').update(first.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  expect(first.url).not.toContain(first.codeVerifier)
  expect(first.state).not.toBe(second.state)
  expect(first.codeVerifier).not.toBe(second.codeVerifier)
})

it('carries what else was asked for', async () => {
  const more = { state: 'a b&c', nonce: 'n', prompt: 'login', maxAge: 0 } as const
  const { url, state } = await authorizeUrl(product, { ...request, ...more })
  expect(state).toBe('a b&c')
  expect(parametersOf(url)).toMatchObject({ state: 'a b&c', nonce: 'n', prompt: 'login', max_age: '0' })
})

it('takes no empty state', async () => {
  await expect(authorizeUrl(product, { ...request, state: '' })).rejects.toThrow('protects nobody')
})
