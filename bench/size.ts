/** How much is there, and how much is done with it. */
export type Size = {
  readonly persons: number
  readonly sessions: number
  readonly auditRows: number
  /** How many rows a peer makes for itself, one by one. */
  readonly peerRows: number
  readonly rounds: number
  /** How long each is measured in a round. */
  readonly seconds: number
}

/** Says in which direction, not how far. */
export const quick: Size = { persons: 2000, sessions: 2000, auditRows: 2000, peerRows: 400, rounds: 2, seconds: 0.6 }

export const whole: Size = { persons: 10_000, sessions: 10_000, auditRows: 100_000, peerRows: 2000, rounds: 5, seconds: 1.5 }

/** Says that it runs. */
export const smoke: Size = { persons: 200, sessions: 200, auditRows: 200, peerRows: 64, rounds: 1, seconds: 0.2 }

export const connections = 32
