import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = readonly [Address, number]

/** What an operator opens besides the public internet: there http and every port are allowed as well. */
export type Reach = {
  readonly hasName: (host: string) => boolean
  readonly hasAddress: (address: string) => boolean
}

const hostName =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i
/** An address beside which hosts of one cloud find their metadata, although the range is public. */
const metadata = new Set(['168.63.129.16'])
/** RFC 4291, section 2.4: what is not in here was not given to anybody, or is one of the ranges that wrap IPv4. */
const globalUnicast: Network = [ipaddr.parse('2000::'), 3]

/** Whether a text is an address, a CIDR range or a host name. */
export function isReachEntry(text: string): boolean {
  return networkOf(text) !== undefined || isName(text)
}

export function reachOf(entries: readonly string[]): Reach {
  const networks = entries.map(networkOf).filter((network) => network !== undefined)
  const names = new Set(entries.filter(isName).map((name) => name.toLowerCase()))
  return {
    hasName: (host) => names.has(host.toLowerCase()),
    hasAddress: (text) => ipaddr.isValid(text) && isIn(ipaddr.parse(text), networks),
  }
}

/** Whether an address is one that anybody on the internet could be given. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast' || metadata.has(address.toString())) return false
  return address.kind() === 'ipv4' || isIn(address, [globalUnicast])
}

function isIn(address: Address, networks: readonly Network[]): boolean {
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
}

function isName(text: string): boolean {
  return hostName.test(text) && !/^[0-9.]+$/.test(text)
}

function networkOf(text: string): Network | undefined {
  if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text))
    return ipaddr.parseCIDR(text)
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
