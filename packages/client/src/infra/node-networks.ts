import { BlockList, isIP } from 'node:net'
import type { Networks } from '../app/ports.ts'

const cidr = /^([0-9a-f.:]{2,39})\/([0-9]{1,3})$/i
const kinds = { 4: { family: 'ipv4', bits: 32 }, 6: { family: 'ipv6', bits: 128 } } as const

/** Networks as Node compares them; an IPv4 address inside IPv6 is the IPv4 address. */
export const nodeNetworks: Networks = {
  isNetwork: (text) => parse(text) !== undefined,

  includes(networks, address) {
    const kind = kinds[isIP(address) as keyof typeof kinds]
    if (!kind) return false
    const list = new BlockList()
    for (const text of networks) {
      const network = parse(text)
      if (network) list.addSubnet(network.address, network.bits, network.family)
    }
    return list.check(address, kind.family)
  },
}

type Network = { readonly address: string; readonly bits: number; readonly family: 'ipv4' | 'ipv6' }

function parse(text: string): Network | undefined {
  const [, address = '', prefix = ''] = cidr.exec(text) ?? []
  const kind = kinds[isIP(address) as keyof typeof kinds]
  const bits = Number(prefix)
  return kind && bits <= kind.bits ? { address, bits, family: kind.family } : undefined
}
