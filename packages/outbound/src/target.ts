import ipaddr from 'ipaddr.js'

/** Where a URL leads, as far as it says so itself. */
export type Target = {
  readonly url: URL
  /** A name, or an address without brackets. */
  readonly host: string
  readonly isAddress: boolean
  readonly isSecure: boolean
  readonly port: number
}

const spelling = /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?(?:[/?][!-"$-[\]-~]*)?$/i
const defaultPorts = { 'http:': 80, 'https:': 443 } as const

/**
 * Reads a URL that is spelt the one way in which everybody reads it alike: no user, no fragment, no backslash, and
 * a host that the parser did not have to change, as it changes `0x7f.1`, `2130706433` and digits beyond ASCII.
 */
export function parseTarget(text: string): Target | undefined {
  const [, host = '', port = ''] = spelling.exec(text) ?? []
  if (host === '' || host.endsWith('.') || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const byDefault = defaultPorts[url.protocol as keyof typeof defaultPorts]
  const isAsWritten = url.hostname === host.toLowerCase() && [`:${url.port || byDefault}`, ''].includes(port)
  if (!isAsWritten) return undefined
  const bare = url.hostname.replace(/^\[|\]$/g, '')
  return {
    url,
    host: bare,
    isAddress: ipaddr.isValid(bare),
    isSecure: url.protocol === 'https:',
    port: Number(url.port || byDefault),
  }
}
