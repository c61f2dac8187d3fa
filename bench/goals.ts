/** What has to be reached. Ratios are against the raw limit that is measured in the same run. */
export type Goal = {
  readonly atLeastTimesLimit?: number
  readonly atLeastPerSecond?: number
  readonly atMostMilliseconds?: number
}

export const rowNames = [
  'session check',
  'code exchange',
  'password proof',
  'search by name',
  'search by identifier',
  'audit verify',
] as const
export type RowName = (typeof rowNames)[number]

export const goals: Readonly<Record<RowName, Goal>> = {
  'session check': { atLeastTimesLimit: 0.7 },
  'code exchange': { atLeastTimesLimit: 0.5 },
  'password proof': { atLeastTimesLimit: 0.9 },
  'search by name': { atMostMilliseconds: 50 },
  'search by identifier': { atMostMilliseconds: 50 },
  'audit verify': { atLeastPerSecond: 100_000 },
}
