import { lookup } from 'node:dns/promises'
import { type Result, accept, refuse } from '@lgc/kernel'
import { type Address, type Bounds, exchange } from './exchange.ts'
import type { OutboundAnswer, OutboundRefusal, OutboundRequest } from './outbound-request.ts'
import { type Reach, isPublicAddress, reachOf } from './reach.ts'
import { type Target, parseTarget } from './target.ts'
import { takeTurns } from './turns.ts'

/** Asks somebody outside; the only way in which this service does. */
export type AskOutside = (request: OutboundRequest) => Promise<Result<OutboundAnswer, OutboundRefusal>>

type Resolve = (name: string) => Promise<readonly Address[]>

export type OutboundSettings = {
  /** Addresses, CIDR ranges and host names that may be asked besides the public internet. */
  readonly allow: readonly string[]
  readonly resolve?: Resolve
  readonly now?: () => number
  readonly bounds?: Partial<Bounds>
}

const usualBounds: Bounds = { connectMs: 2_000, totalMs: 10_000, answerBytes: 1_048_576 }
const failures: ReadonlySet<OutboundRefusal> = new Set(['connection_failed', 'timed_out', 'answer_too_large'])

/**
 * HTTP to addresses that others had a hand in. A name is resolved once, every address it has is checked, and the
 * connection is made to those addresses; where a destination wants to send us on, we do not go.
 */
export function guardedFetch(settings: OutboundSettings): AskOutside {
  const reach = reachOf(settings.allow)
  const resolve = settings.resolve ?? resolveName
  const turns = takeTurns({ now: settings.now ?? Date.now })
  const bounds = { ...usualBounds, ...settings.bounds }

  return async (request) => {
    const target = parseTarget(request.url)
    if (!target) return refuse('url_malformed')
    const found = await addressesOf(target, reach, withinTime(resolve, bounds.connectMs))
    if (!found.ok) return found
    const refusal = whyNot(target, found.value, reach)
    if (refusal !== null) return refuse(refusal)
    const turn = turns.begin(target.url.origin)
    if (turn !== 'begun') return refuse(turn)
    let hasFailed = true
    try {
      const outcome = await exchange(target, found.value, request, bounds)
      hasFailed = outcome.ok ? outcome.value.status >= 500 : failures.has(outcome.refusal)
      return outcome
    } finally {
      turns.end(target.url.origin, hasFailed)
    }
  }
}

/** A name without a dot means something else on every network, so it is asked about only where it is allowed. */
async function addressesOf(
  { host, isAddress }: Target,
  reach: Reach,
  resolve: Resolve,
): Promise<Result<readonly Address[], OutboundRefusal>> {
  if (isAddress) return accept([{ address: host, family: host.includes(':') ? 6 : 4 }])
  if (!host.includes('.') && !reach.hasName(host)) return refuse('address_forbidden')
  const addresses = await resolve(host).catch(() => [])
  return addresses.length > 0 ? accept(addresses) : refuse('name_unresolved')
}

/** One bad address among good ones is enough: whoever answers for the name chooses which is used. */
function whyNot(target: Target, addresses: readonly Address[], reach: Reach): OutboundRefusal | null {
  const isOpened = reach.hasName(target.host) || addresses.every(({ address }) => reach.hasAddress(address))
  if (isOpened) return null
  if (!addresses.every(({ address }) => isPublicAddress(address) || reach.hasAddress(address))) {
    return 'address_forbidden'
  }
  if (!target.isSecure) return 'url_insecure'
  return target.port === 443 ? null : 'port_forbidden'
}

function resolveName(name: string): Promise<readonly Address[]> {
  return lookup(name, { all: true })
}

/** The system's resolver cannot be told to hurry, only be left alone. */
function withinTime(resolve: Resolve, limitMs: number): Resolve {
  return async (name) => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<readonly Address[]>((done) => {
      timer = setTimeout(() => done([]), limitMs)
    })
    return Promise.race([resolve(name), late]).finally(() => clearTimeout(timer))
  }
}
