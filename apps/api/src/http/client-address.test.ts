import { describe, expect, it } from 'vitest'
import { clientAddress } from './client-address.ts'

const behind = clientAddress(['10.0.0.0/8', 'fd00::/8', '192.0.2.7'])

describe('the address of a caller', () => {
  it.each<[string, string | undefined, string | undefined, string]>([
    ['is the peer when no proxy is trusted there', '203.0.113.5', '198.51.100.1', '203.0.113.5'],
    ['is what a trusted proxy says', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['is the right-most one that is no proxy', '10.1.2.3', '1.2.3.4, 198.51.100.1, 10.9.9.9', '198.51.100.1'],
    ['is the proxy itself when nothing is forwarded', '10.1.2.3', undefined, '10.1.2.3'],
    ['is the last good hop before rubbish', '10.1.2.3', '1.2.3.4, rubbish', '10.1.2.3'],
    ['may come through a single trusted address', '192.0.2.7', '198.51.100.1', '198.51.100.1'],
    ['is one and the same in every spelling', '::ffff:10.1.2.3', '2001:DB8:0:0::1', '2001:db8::1'],
    ['is unknown without a peer', undefined, '198.51.100.1', 'unknown'],
  ])('%s', (_, peer, forwarded, address) => {
    expect(behind(peer, forwarded)).toBe(address)
  })

  it('is never what an untrusted peer claims', () => {
    expect(clientAddress([])('203.0.113.5', '127.0.0.1')).toBe('203.0.113.5')
  })
})
