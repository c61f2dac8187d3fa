/** What is there. */
export type Amounts = { readonly persons: number; readonly sessions: number; readonly auditRows: number }

/** How much is there, and how much is done with it. */
export type Size = Amounts & {
  /** How many rows a peer makes for itself, one by one. */
  readonly peerRows: number
  readonly rounds: number
  /** How long each is measured in a round. */
  readonly seconds: number
  /** Before anything counts, so that code is warm: so long, or so many of what works once. */
  readonly warmUp: { readonly seconds: number; readonly requests: number }
  /** How long more is asked than can be done. */
  readonly overloadSeconds: number
  /** What is there where it is asked what much costs; kept between runs. */
  readonly large: Amounts
}

/** Says in which direction, not how far. */
export const quick: Size = {
  persons: 2000,
  sessions: 2000,
  auditRows: 2000,
  peerRows: 400,
  rounds: 2,
  seconds: 0.6,
  warmUp: { seconds: 2, requests: 800 },
  overloadSeconds: 6,
  large: { persons: 20_000, sessions: 100_000, auditRows: 100_000 },
}

export const whole: Size = {
  persons: 10_000,
  sessions: 10_000,
  auditRows: 100_000,
  peerRows: 2000,
  rounds: 5,
  seconds: 1,
  warmUp: { seconds: 3, requests: 1600 },
  overloadSeconds: 60,
  large: { persons: 1_000_000, sessions: 10_000_000, auditRows: 10_000_000 },
}

/** Says that it runs. */
export const smoke: Size = {
  persons: 400,
  sessions: 400,
  auditRows: 400,
  peerRows: 64,
  rounds: 1,
  seconds: 0.5,
  warmUp: { seconds: 0.5, requests: 64 },
  overloadSeconds: 1,
  large: { persons: 800, sessions: 800, auditRows: 800 },
}

export const connections = 32
