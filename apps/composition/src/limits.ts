/** How much of something is free in a time; what was spent comes back evenly. */
export type Allowance = { readonly limit: number; readonly windowInSeconds: number }

/** By what callers are told apart. */
export type LimitKey = 'address' | 'identifier' | 'client' | 'api_key'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** Every limit there is (contract 1.9), by the name that logs, metrics and settings call it. */
export const buckets = {
  identify: { limit: 30, windowInSeconds: minute, key: 'address' },
  verify: { limit: 30, windowInSeconds: minute, key: 'address' },
  verify_identifier: { limit: 10, windowInSeconds: minute, key: 'identifier' },
  verify_identifier_day: { limit: 100, windowInSeconds: day, key: 'identifier' },
  otp: { limit: 20, windowInSeconds: hour, key: 'address' },
  authorize: { limit: 60, windowInSeconds: minute, key: 'address' },
  persons: { limit: 5, windowInSeconds: hour, key: 'address' },
  token: { limit: 600, windowInSeconds: minute, key: 'client' },
  token_failed: { limit: 20, windowInSeconds: minute, key: 'client' },
  session: { limit: 6000, windowInSeconds: minute, key: 'client' },
  provisioning: { limit: 120, windowInSeconds: minute, key: 'api_key' },
  admin: { limit: 300, windowInSeconds: minute, key: 'api_key' },
} as const satisfies Record<string, Allowance & { readonly key: LimitKey }>

export type BucketName = keyof typeof buckets
export type BucketOf<Key extends LimitKey> = {
  [Name in BucketName]: (typeof buckets)[Name]['key'] extends Key ? Name : never
}[BucketName]

export type Limits = Readonly<Record<BucketName, Allowance>>

export const bucketNames: readonly BucketName[] = Object.keys(buckets) as BucketName[]

/** The setting that replaces the limit of a bucket. */
export function settingOf(bucket: BucketName): string {
  return `LGC_LIMIT_${bucket.toUpperCase()}`
}

const form = /^([1-9]\d{0,8})\/([1-9]\d{0,5})$/

/** `600/60` is 600 in 60 seconds; undefined when it is not that. */
function parseAllowance(text: string): Allowance | undefined {
  const match = form.exec(text)
  return match ? { limit: Number(match[1]), windowInSeconds: Number(match[2]) } : undefined
}

/** What is wrong with the settings of single limits. */
export function limitProblems(
  settings: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly problem: string }[] {
  return bucketNames.map(settingOf).flatMap((name) => {
    const text = settings[name]
    if (text === undefined || parseAllowance(text)) return []
    return [{ name, problem: 'must be a number of requests and of seconds, such as 30/60' }]
  })
}

/** The limits in force: what the settings say, and the contract's where they say nothing. */
export function limitsFrom(settings: Readonly<Record<string, string>>): Limits {
  const allowances = bucketNames.map((name) => {
    const set = settings[settingOf(name)]
    return [name, (set && parseAllowance(set)) || buckets[name]] as const
  })
  return Object.fromEntries(allowances) as Limits
}
