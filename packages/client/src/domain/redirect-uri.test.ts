import { expect, it } from 'vitest'
import { checkRedirectUri, matchesRedirectUri } from './redirect-uri.ts'

const registered = [
  'https://app.example.com/callback',
  'http://127.0.0.1:9009/callback',
  'http://localhost:9009/cb',
]

it.each([
  'https://app.example.com/callback/',
  'https://app.example.com/callback?x=1',
  'https://app.example.com/callback#',
  'https://app.example.com/Callback',
  'https://APP.example.com/callback',
  'HTTPS://app.example.com/callback',
  'https://app.example.com:443/callback',
  'https://user@app.example.com/callback',
  'https://app.example.com/%63allback',
  'https://app.example.com/x/../callback',
  'https://app.example.com/./callback',
  'https://app.example.com\\@evil.tld/callback',
  'https://app.example.com.evil.tld/callback',
  'https://appXexample.com/callback',
  'https://аpp.example.com/callback',
  'https://app.example.com/callback ',
  ' https://app.example.com/callback',
  'http://app.example.com/callback',
  '//app.example.com/callback',
  'https:/app.example.com/callback',
  'https://app.example.com//callback',
  'https://app.example.com/callback;x',
  'https://app.example.com/callback%00',
  'https://app.example.com/callback\n',
  'http://localhost:9010/cb',
  'http://127.0.0.1.evil.tld:9009/callback',
  'http://127.0.0.1:9009@evil.tld/callback',
  'http://127.0.0.1:9009/callback2',
  'http://127.0.0.2:9009/callback',
  'http://[::1]:9009/callback',
  'https://127.0.0.1:9009/callback',
  'javascript:alert(1)',
  '',
])('does not take %j for a registered URI', (presented) => {
  expect(matchesRedirectUri(registered, presented, true)).toBe(false)
  expect(matchesRedirectUri(registered, presented, false)).toBe(false)
})

it('takes the very string that was registered', () => {
  for (const uri of registered) expect(matchesRedirectUri(registered, uri, false)).toBe(true)
})

it('lets a public client, and no other, vary the port of a loopback address', () => {
  expect(matchesRedirectUri(registered, 'http://127.0.0.1:51004/callback', true)).toBe(true)
  expect(matchesRedirectUri(registered, 'http://127.0.0.1/callback', true)).toBe(true)
  expect(matchesRedirectUri(registered, 'http://127.0.0.1:51004/callback', false)).toBe(false)
})

it.each([
  ['javascript:alert(1)', 'scheme_not_allowed'],
  ['data:text/html,x', 'scheme_not_allowed'],
  ['vbscript:x', 'scheme_not_allowed'],
  ['https://app.example.com/#x', 'has_fragment'],
  ['https://*.example.com/', 'has_wildcard'],
  ['https://a:b@app.example.com/', 'has_userinfo'],
  ['https://@app.example.com/', 'has_userinfo'],
  ['http://app.example.com/', 'http_not_loopback'],
  ['/callback', 'not_absolute'],
  ['https://app.example.com/ x', 'not_absolute'],
  ['https://app.example.com/\\x', 'not_absolute'],
  [`https://app.example.com/${'x'.repeat(2048)}`, 'too_long'],
])('does not let %j be registered', (uri, refusal) => {
  expect(checkRedirectUri(uri)).toEqual({ ok: false, refusal })
})

it.each([
  'https://app.example.com/cb?x=1',
  'http://localhost:9009/cb',
  'http://[::1]:1/',
  'com.example.app:/cb',
])('lets %j be registered', (uri) => {
  expect(checkRedirectUri(uri).ok).toBe(true)
})
