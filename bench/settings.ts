import { type Config, readConfig } from '@lgc/composition'

/** What a deployment has by default, limits aside: what they cost is in the figures of others, not in these. */
const benchEnvironment: Readonly<Record<string, string>> = {
  LGC_ISSUER: 'http://127.0.0.1:3100',
  LGC_VERIFICATION_KEYS: 'bench:verification-key-of-the-bench-000000',
  LGC_IDENTIFIER_HMAC_KEY: 'identifier-key-of-the-bench-00000000',
  LGC_AUDIT_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIBy9acYvs+lwfnvPT/Xg4gum7njiBgvMV5Wg8C0++vOv',
  LGC_LIMITS: 'off',
}

export function environmentOf(databaseUrl: string): Readonly<Record<string, string>> {
  return { ...benchEnvironment, DATABASE_URL: databaseUrl }
}

export function benchConfig(databaseUrl: string): Config {
  const config = readConfig(environmentOf(databaseUrl))
  if (!('problems' in config)) return config
  throw new Error(config.problems.map(({ name, problem }) => `${name} ${problem}`).join('; '))
}
