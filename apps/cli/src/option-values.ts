import { type Instant, type Xid, instant, parseXid } from '@lgc/kernel'
import { InvalidArgumentError } from 'commander'
import { z } from 'zod'

/** Collects an option that may be given several times. */
export function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value]
}

export function wholeSeconds(min: number, max: number): (text: string) => number {
  return (text) => {
    const seconds = Number(text)
    if (/^\d{1,9}$/.test(text) && seconds >= min && seconds <= max) return seconds
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}

export function xid(text: string): Xid {
  const parsed = parseXid(text)
  if (parsed) return parsed
  throw new InvalidArgumentError('It must be an xid: 20 letters and digits.')
}

const dateOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

/** A day begins at midnight UTC. */
export function anyInstant(text: string): Instant {
  if (dateOrTime.safeParse(text).success) return instant(Date.parse(text))
  throw new InvalidArgumentError('It must be like 2030-01-31 or 2030-01-31T00:00:00Z.')
}

/** RFC 3339, section 5.6. */
const timestamp = z.iso.datetime({ offset: true })

export function futureInstant(text: string): Instant {
  const at = timestamp.safeParse(text).success ? Date.parse(text) : Number.NaN
  if (at > Date.now()) return instant(at)
  throw new InvalidArgumentError('It must be a time to come, such as 2030-01-31T00:00:00Z.')
}

export function yesOrNo(text: string): boolean {
  if (text === 'yes' || text === 'no') return text === 'yes'
  throw new InvalidArgumentError('It must be yes or no.')
}

/** How many to show. */
export function count(text: string): number {
  const limit = Number(text)
  if (/^\d{1,4}$/.test(text) && limit > 0) return limit
  throw new InvalidArgumentError('It must be between 1 and 9999.')
}

export function wholeNumber(min: number, max: number): (text: string) => number {
  return wholeSeconds(min, max)
}
