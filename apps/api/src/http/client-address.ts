import ipaddr from 'ipaddr.js'

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

export type ClientAddress = (peer: string | undefined, forwardedFor: string | undefined) => string

/**
 * The address of whoever is calling: the peer, or, behind proxies that are trusted by CIDR, the right-most
 * address of X-Forwarded-For that is none of them. What an untrusted peer claims is not believed.
 */
export function clientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = trustedProxies.map(rangeOf)
  const isTrusted = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
    trusted.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))

  // Nearly every request comes from the peer of the one before it.
  const last = { peer: '', address: parse(undefined) }
  const addressOf = (peer = ''): ReturnType<typeof parse> => {
    if (peer !== last.peer) Object.assign(last, { peer, address: parse(peer) })
    return last.address
  }

  return (peer, forwardedFor) => {
    let hop = addressOf(peer)
    if (!hop) return 'unknown'
    const claimed = (forwardedFor ?? '').split(',').reverse()
    for (const text of claimed) {
      if (!isTrusted(hop)) break
      const next = parse(text.trim())
      if (!next) break
      hop = next
    }
    return hop.toString()
  }
}

function rangeOf(text: string): Range {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** In its one textual form; an IPv4 address inside IPv6 is the IPv4 address. */
function parse(text: string | undefined): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return text !== undefined && ipaddr.isValid(text) ? ipaddr.process(text) : undefined
}
