/** How much is there, and how much is done with it. */
export type Size = {
  readonly persons: number
  readonly sessions: number
  readonly auditRows: number
  readonly rounds: number
  readonly requests: number
  readonly hashes: number
}

export const quick: Size = {
  persons: 300,
  sessions: 100,
  auditRows: 1000,
  rounds: 1,
  requests: 40,
  hashes: 2,
}

export const whole: Size = {
  persons: 100_000,
  sessions: 10_000,
  auditRows: 300_000,
  rounds: 5,
  requests: 2000,
  hashes: 40,
}
