import { hash, randomBytes } from 'node:crypto'
import { type Draw, type Drawn, decide } from './gcra.ts'

/** A power of two, so that bits of a digest choose a set. Sets times places are a million callers. */
const sets = 2 ** 17
const places = 8

/**
 * Limits within this process, in 16 MB whoever comes. A caller has one of the eight places of the set that a
 * digest chooses; when all are taken, the one whose allowance is whole soonest is forgotten. The digest is
 * salted, so nobody can choose whose place to take.
 */
export function memoryLimiter(now: () => number): (draw: Draw) => Promise<Drawn> {
  const salt = randomBytes(16).toString('hex')
  const wholeAt = new Float64Array(sets * places)
  const callers = new Float64Array(sets * places)

  return async (draw) => {
    const digest = hash('sha256', salt + draw.key, 'buffer')
    const first = (digest.readUInt32BE(0) % sets) * places
    const caller = digest.readUIntBE(4, 6)
    const place = placeOf(caller, callers, wholeAt, first)
    const at = now() * 1000
    const drawn = decide(callers[place] === caller ? wholeAt[place] : undefined, at, draw)
    if (drawn.isAllowed && !draw.isTrial) {
      callers[place] = caller
      wholeAt[place] = at + drawn.usedInMicroseconds
    }
    return drawn
  }
}

/** Where the caller is kept, or else the place to take. */
function placeOf(caller: number, callers: Float64Array, wholeAt: Float64Array, first: number): number {
  let soonest = first
  for (let place = first; place < first + places; place++) {
    if (callers[place] === caller) return place
    if ((wholeAt[place] ?? 0) < (wholeAt[soonest] ?? 0)) soonest = place
  }
  return soonest
}
