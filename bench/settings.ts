import { type Config, buckets, readConfig } from '@lgc/composition'

export const benchIssuer = 'https://login.example.com'

/** What a deployment has; the limits are in force and high enough for the load generator. */
const benchEnvironment: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
  LGC_ISSUER: benchIssuer,
  LGC_VERIFICATION_KEYS: 'bench:verification-key-of-the-bench-000000',
  LGC_IDENTIFIER_HMAC_KEY: 'identifier-key-of-the-bench-00000000',
  LGC_KEY_ENCRYPTION_KEYS: 'bench:key-encryption-key-of-the-bench-0000',
  LGC_AUDIT_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIBy9acYvs+lwfnvPT/Xg4gum7njiBgvMV5Wg8C0++vOv',
  ...Object.fromEntries(
    Object.keys(buckets).map((name) => [`LGC_LIMIT_${name.toUpperCase()}`, '999999999/60']),
  ),
  // What was recorded while something else is measured would be sealed while something else is measured.
  LGC_AUDIT_SEAL_SECONDS: '0',
}

/** So many processes behind one port. */
export const workers = { LGC_WORKERS: '2' } as const

/** How the service is started: with metrics, and with everything else that is on by default. */
export function environmentOf(databaseUrl: string): Readonly<Record<string, string>> {
  return { ...benchEnvironment, DATABASE_URL: databaseUrl, METRICS_PORT: '0' }
}

/** The same for use cases in this process. */
export function benchConfig(databaseUrl: string): Config {
  const config = readConfig(environmentOf(databaseUrl))
  if (!('problems' in config)) return config
  throw new Error(config.problems.map(({ name, problem }) => `${name} ${problem}`).join('; '))
}
