/** How often, and how many at once, each destination is asked. */
export type Turns = {
  /** Takes a turn, or says why there is none; whoever got one ends it. */
  readonly begin: (destination: string) => 'begun' | 'destination_busy' | 'destination_broken'
  readonly end: (destination: string, hasFailed: boolean) => void
}

type Standing = { readonly underWay: number; readonly failures: number; readonly closedUntil: number }

type TurnSettings = { readonly now: () => number }

const mostAtOnce = 20
const failuresUntilBroken = 5
const brokenForMs = 30_000
const mostRemembered = 10_000
const untried: Standing = { underWay: 0, failures: 0, closedUntil: 0 }

/**
 * After so many failures in a row a destination is left alone for a while; then one request finds out whether it is
 * back, and the rest wait for what it finds.
 */
export function takeTurns({ now }: TurnSettings): Turns {
  const standings = new Map<string, Standing>()

  const keep = (destination: string, standing: Standing): void => {
    standings.delete(destination)
    if (standing.underWay > 0 || standing.failures > 0) standings.set(destination, standing)
    if (standings.size > mostRemembered) forgetOldest(standings)
  }

  return {
    begin(destination) {
      const standing = standings.get(destination) ?? untried
      if (standing.failures >= failuresUntilBroken) {
        if (standing.closedUntil > now()) return 'destination_broken'
        keep(destination, { ...standing, underWay: standing.underWay + 1, closedUntil: now() + brokenForMs })
        return 'begun'
      }
      if (standing.underWay >= mostAtOnce) return 'destination_busy'
      keep(destination, { ...standing, underWay: standing.underWay + 1 })
      return 'begun'
    },

    end(destination, hasFailed) {
      const { underWay, failures } = standings.get(destination) ?? untried
      const count = hasFailed ? failures + 1 : 0
      const closedUntil = count >= failuresUntilBroken ? now() + brokenForMs : 0
      keep(destination, { underWay: Math.max(0, underWay - 1), failures: count, closedUntil })
    },
  }
}

/** Only those that nobody is asking: a count that is forgotten would let too many in. */
function forgetOldest(standings: Map<string, Standing>): void {
  for (const [destination, { underWay }] of standings) {
    if (underWay > 0) continue
    standings.delete(destination)
    return
  }
}
