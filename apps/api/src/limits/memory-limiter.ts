import { type Draw, type Drawn, decide } from './gcra.ts'

const defaultCapacity = 150_000

/**
 * Limits within this process. Memory is bounded: the keys are kept in two generations, and when the younger
 * one is full the older one, with everything in it that was not drawn from since, is forgotten.
 */
export function memoryLimiter(
  now: () => number,
  capacity: number = defaultCapacity,
): (draw: Draw) => Promise<Drawn> {
  let young = new Map<string, number>()
  let old = new Map<string, number>()

  const keep = (key: string, wholeAt: number): void => {
    if (young.size >= capacity / 2 && !young.has(key)) {
      old = young
      young = new Map()
    }
    young.set(key, wholeAt)
  }

  return async (draw) => {
    const at = now() * 1000
    const drawn = decide(young.get(draw.key) ?? old.get(draw.key), at, draw)
    if (drawn.isAllowed && !draw.isTrial) keep(draw.key, at + drawn.usedInMicroseconds)
    return drawn
  }
}
