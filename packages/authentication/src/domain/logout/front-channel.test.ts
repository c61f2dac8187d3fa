import type { Xid } from '@lgc/kernel'
import { expect, it } from 'vitest'
import { frontChannelUri } from './front-channel.ts'

const session = { issuer: 'https://login.example', sessionXid: '00000000000000000001' as Xid }
const named = 'iss=https%3A%2F%2Flogin.example&sid=00000000000000000001'

it.each([
  [null, true, null],
  ['https://app.example/out', false, 'https://app.example/out'],
  ['https://app.example/out', true, `https://app.example/out?${named}`],
  ['https://app.example/out?a=b', true, `https://app.example/out?a=b&${named}`],
])('of %s, with a session required: %s, is %s', (uri, isRequired, expected) => {
  const terms = { frontchannelLogoutUri: uri, frontchannelLogoutSessionRequired: isRequired }
  expect(frontChannelUri(terms, session)).toBe(expected)
})
