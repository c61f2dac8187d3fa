import type { Allowance } from '@lgc/composition'

/**
 * The generic cell rate algorithm: all that is kept of a caller is the moment at which the allowance will be
 * whole again. What is refused changes nothing, so traffic can neither extend nor reset a limit. Moments are
 * whole microseconds, which both JavaScript and Lua count exactly.
 */
export type Draw = Allowance & {
  readonly key: string
  readonly cost: number
  /** Whether it is only asked if it would be allowed. */
  readonly isTrial: boolean
}

export type Drawn = {
  readonly isAllowed: boolean
  /** How long it takes until the allowance is whole again. */
  readonly usedInMicroseconds: number
}

export type Limiter = (draw: Draw) => Promise<Drawn>

export type Terms = { readonly interval: number; readonly span: number }

/** What one request costs in time, and how much time there is. */
export function termsOf({ limit, windowInSeconds }: Allowance): Terms {
  const interval = Math.ceil((windowInSeconds * 1_000_000) / limit)
  return { interval, span: interval * limit }
}

export function decide(wholeAt: number | undefined, now: number, draw: Draw): Drawn {
  const { interval, span } = termsOf(draw)
  // Never more than one span ahead, so that neither a clock put back nor a changed limit shuts anybody out.
  const used = Math.min(Math.max((wholeAt ?? 0) - now, 0), span)
  const wanted = used + draw.cost * interval
  const isAllowed = wanted <= span
  return { isAllowed, usedInMicroseconds: isAllowed && !draw.isTrial ? wanted : used }
}

export type Standing = {
  readonly limit: number
  readonly remaining: number
  readonly resetInSeconds: number
  readonly retryAfterInSeconds: number
}

const secondsOf = (microseconds: number): number => Math.ceil(microseconds / 1_000_000)

/** What a caller is told about where they stand. */
export function standingOf({ usedInMicroseconds: used }: Drawn, { cost, ...allowance }: Draw): Standing {
  const { interval, span } = termsOf(allowance)
  return {
    limit: allowance.limit,
    remaining: Math.floor((span - used) / interval),
    resetInSeconds: secondsOf(used),
    retryAfterInSeconds: Math.max(1, secondsOf(used + cost * interval - span)),
  }
}
