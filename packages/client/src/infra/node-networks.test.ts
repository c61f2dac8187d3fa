import { describe, expect, it } from 'vitest'
import { nodeNetworks } from './node-networks.ts'

describe('a network', () => {
  it.each(['10.0.0.0/8', '192.0.2.7/32', '0.0.0.0/0', '2001:db8::/32', '::1/128'])('%s is one', (text) => {
    expect(nodeNetworks.isNetwork(text)).toBe(true)
  })

  it.each([
    '',
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/-1',
    '10.0.0.0/8 ',
    '010.0.0.0/8',
    '2001:db8::/129',
    'fe80::1%eth0/64',
    'example.com/8',
  ])('%j is none', (text) => {
    expect(nodeNetworks.isNetwork(text)).toBe(false)
  })

  it.each([
    [['10.0.0.0/8'], '10.255.0.1', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.0/8'], '::ffff:10.0.0.1', true],
    [['192.0.2.7/32', '2001:db8::/32'], '2001:db8::9', true],
    [['192.0.2.7/32', '2001:db8::/32'], '192.0.2.8', false],
    [['0.0.0.0/0'], '2001:db8::9', false],
    [['10.0.0.0/8'], 'unknown', false],
    [['no network'], '10.0.0.1', false],
    [[], '10.0.0.1', false],
  ])('of %j include %s: %s', (networks, address, isIncluded) => {
    expect(nodeNetworks.includes(networks, address)).toBe(isIncluded)
  })
})
