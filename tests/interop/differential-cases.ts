import type { Asked } from '../support/openid.ts'
import { redirectUri } from '../support/signing-in.ts'

type Value = string | readonly string[] | null

/** One request, named after what is different about it; `null` leaves a parameter out, a list repeats it. */
export type Case = { readonly name: string; readonly asked: Asked }

export const clientId = 'product-1'
const challenge = 'c'.repeat(43)

const authorization: Readonly<Record<string, readonly Value[]>> = {
  response_type: [
    null,
    '',
    'token',
    'id_token',
    'code token',
    'code id_token',
    'none',
    'CODE',
    ['code', 'code'],
  ],
  client_id: [null, '', 'nobody', [clientId, clientId], 'x'.repeat(300)],
  redirect_uri: [
    null,
    '',
    `${redirectUri}/`,
    `${redirectUri}?a=b`,
    `${redirectUri}#f`,
    'https://evil.example/callback',
    'http://app.example/callback',
    'https://app.example/Callback',
    'https://app.example:443/callback',
    'https://app.example/x/../callback',
    'javascript:alert(1)',
    '/callback',
    [redirectUri, redirectUri],
  ],
  scope: [
    null,
    '',
    'openid',
    'profile',
    'openid admin',
    'openid  profile',
    'openid openid',
    'OPENID',
    'openid\tprofile',
    'openid é',
    `openid ${'a'.repeat(3000)}`,
    ['openid', 'profile'],
  ],
  state: [null, '', 'x'.repeat(2000), 'ß&=+', ['a', 'b']],
  nonce: [null, '', 'n'.repeat(500), 'n'.repeat(600), ['a', 'b']],
  response_mode: ['', 'query', 'fragment', 'form_post', 'web_message', 'query.jwt', ['query', 'query']],
  prompt: [
    '',
    'none',
    'login',
    'consent',
    'select_account',
    'login consent',
    'none login',
    'create',
    'LOGIN',
    ['login', 'login'],
  ],
  max_age: ['', '0', '1', '10000', '-1', 'abc', '1.5', '99999999999', ' 1'],
  code_challenge: [challenge, 'c'.repeat(42), 'c'.repeat(129), `${'c'.repeat(42)}!`, ''],
  code_challenge_method: ['S256', 'plain', 'S512', ''],
  claims: [
    '',
    '{}',
    '{',
    '[]',
    'null',
    '{"userinfo":{"name":null}}',
    '{"userinfo":[]}',
    '{"userinfo":{"name":"x"}}',
    '{"id_token":{"auth_time":{"essential":true}}}',
  ],
  id_token_hint: ['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'],
  login_hint: ['ada@example.com', ''],
  ui_locales: ['en ja', ''],
  acr_values: ['urn:x', ''],
  display: ['page', 'popup', 'hologram'],
  claims_locales: ['ja'],
  request: ['e30.e30.', ''],
  request_uri: ['https://app.example/r', 'urn:ietf:params:oauth:request_uri:x', ''],
  registration: ['{}', ''],
  foo: ['bar', ['a', 'b'], ''],
}

const pairs: readonly Asked[] = [
  { code_challenge: challenge, code_challenge_method: 'S256' },
  { code_challenge: challenge, code_challenge_method: 'plain' },
  { code_challenge: 'short', code_challenge_method: 'S256' },
  { prompt: 'none', max_age: '0' },
  { prompt: 'none', response_mode: 'form_post' },
  { prompt: 'none', response_mode: 'fragment' },
  { prompt: 'none', state: null },
  { scope: 'openid offline_access', prompt: 'consent' },
  { response_type: 'token', response_mode: 'query' },
  { client_id: 'nobody', redirect_uri: 'https://evil.example/callback' },
]

const token: Readonly<Record<string, readonly Value[]>> = {
  grant_type: [null, '', 'password', 'implicit', 'urn:made:up', ['authorization_code', 'authorization_code']],
  code: [null, '', 'made-up', ['a', 'b']],
  redirect_uri: [null, '', `${redirectUri}/`, 'https://evil.example/callback', [redirectUri, redirectUri]],
  code_verifier: [null, '', 'w'.repeat(43), 'short', 'x'.repeat(129), '!'.repeat(43)],
  foo: ['bar', ['a', 'b']],
  client_id: [clientId, 'nobody'],
}

const otherGrants: readonly Asked[] = [
  { grant_type: 'refresh_token' },
  { grant_type: 'refresh_token', refresh_token: '' },
  { grant_type: 'refresh_token', refresh_token: 'made-up' },
  { grant_type: 'refresh_token', refresh_token: ['a', 'b'] },
  { grant_type: 'client_credentials' },
  { grant_type: 'client_credentials', scope: 'notes:read' },
  { grant_type: 'client_credentials', scope: 'admin' },
  { grant_type: 'client_credentials', scope: 'openid' },
  { grant_type: 'client_credentials', scope: '' },
]

function wordsOf(asked: Asked): string {
  const shown = Object.entries(asked).map(([name, value]) => {
    const text = value === null ? 'absent' : JSON.stringify(value)
    return `${name} ${text.length > 60 ? `${text.slice(0, 20)}… of ${text.length}` : text}`
  })
  return shown.join(', ') || 'nothing unusual'
}

function casesOf(table: Readonly<Record<string, readonly Value[]>>, more: readonly Asked[]): readonly Case[] {
  const single = Object.entries(table).flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
  return [{}, ...single, ...more].map((asked) => ({ name: wordsOf(asked), asked }))
}

export const authorizationCases: readonly Case[] = casesOf(authorization, pairs)
/** Of a code that is good, unless the case says otherwise. */
export const codeCases: readonly Case[] = casesOf(token, [])
export const grantCases: readonly Case[] = otherGrants.map((asked) => ({ name: wordsOf(asked), asked }))
