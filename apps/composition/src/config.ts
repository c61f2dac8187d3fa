import { readFileSync } from 'node:fs'
import { signingAlgorithms } from '@lgc/authentication'
import { isReachEntry } from '@lgc/outbound'
import { dialectOf } from '@lgc/sql'
import ipaddr from 'ipaddr.js'
import { isSupportedCountry } from 'libphonenumber-js'
import { z } from 'zod'
import { auditKeysIn, auditSettings, sealInterval } from './audit-config.ts'
import { isOrigin, list, namedSecrets, onOff, origin, whole } from './config-values.ts'
import { googleIn, googleProblems, googleSettings } from './google-config.ts'
import { type Limits, limitProblems, limitsFrom, settingOf, bucketNames } from './limits.ts'
import { isSender, mailRoute } from './mail-route.ts'
import { type ConfigProblem, developmentDefaults, minimumKeyLength, unsafeIn } from './production-config.ts'
import type { Settings } from './settings.ts'
import { codeProblems, codeSettings, codesOf } from './sms-config.ts'

export type Config = Settings & {
  readonly environment: 'development' | 'production' | 'test'
  readonly port: number
  readonly host: string
  /** How many processes share the port. */
  readonly workers: number
  readonly databaseUrl: string
  readonly databaseSslCa: string | null
  readonly databasePoolSize: number
  readonly migratesAtStart: boolean
  /** CIDR ranges of the proxies whose forwarded addresses are believed. */
  readonly trustedProxies: readonly string[]
  /** Origins besides the issuer's whose pages may call the login endpoints with the cookie. */
  readonly webOrigins: readonly string[]
  readonly isTokenBasicAllowed: boolean
  readonly areDocsServed: boolean
  /** Whether clients may register themselves with a token that an operator made. */
  readonly isClientRegistrationOpen: boolean
  /** How long a stopping process still takes requests, so that a balancer can turn away first. */
  readonly drainInSeconds: number
  /** How often the outbox is looked at; 0 leaves that to somebody else. */
  readonly dispatchInSeconds: number
  readonly logLevel: string
  /** Null when nothing is limited. */
  readonly limits: Limits | null
  /** The server through which several processes share their limits; without it each counts for itself. */
  readonly valkeyUrl: string | null
  /** 0 when this process does not clear away what has expired. */
  readonly sweepEverySeconds: number
  readonly metrics: { readonly port: number; readonly host: string } | null
  /** How often the record is sealed; 0 means by command only. */
  readonly sealIntervalInSeconds: number
}

export type Environment = Readonly<Record<string, string | undefined>>

const secretNames = [
  'DATABASE_URL',
  'DATABASE_SSL_CA',
  'VALKEY_URL',
  'SMTP_URL',
  'LGC_SMS_URL',
  'LGC_SMS_HEADERS',
  'LGC_SMS_BODY',
  'LGC_VERIFICATION_KEYS',
  'LGC_IDENTIFIER_HMAC_KEY',
  'LGC_KEY_ENCRYPTION_KEYS',
  'LGC_AUDIT_SIGNING_KEY',
  'LGC_AUDIT_ADMIN_DATABASE_URL',
  'LGC_GOOGLE_CLIENT_SECRET',
] as const

const schema = z.object({
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, production or test')
    .default('development'),
  PORT: whole(0, 65_535).default(3100),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .default('sqlite:./data/lgc.db')
    .refine((url) => dialectOf(url) !== undefined, 'must start with sqlite: or mysql://'),
  DATABASE_SSL_CA: z.string().optional(),
  DATABASE_POOL_SIZE: whole(1, 200).default(10),
  LGC_ISSUER: origin.optional(),
  LGC_WEB_ORIGINS: list.refine((origins) => origins.every(isOrigin), 'must be origins, separated by commas'),
  LGC_VERIFICATION_KEYS: namedSecrets(developmentDefaults.LGC_VERIFICATION_KEYS),
  LGC_KEY_ENCRYPTION_KEYS: namedSecrets(developmentDefaults.LGC_KEY_ENCRYPTION_KEYS),
  LGC_SIGNING_ALGS: list
    .transform((names) => (names.length > 0 ? names : [...signingAlgorithms]))
    .pipe(z.array(z.enum(signingAlgorithms, `must be among ${signingAlgorithms.join(', ')}`))),
  LGC_KEY_ROTATION_DAYS: whole(0, 3650).default(90),
  LGC_IDENTIFIER_HMAC_KEY: z
    .string()
    .default(developmentDefaults.LGC_IDENTIFIER_HMAC_KEY)
    .refine(
      (key) => key.length >= minimumKeyLength.anywhere,
      `must have at least ${minimumKeyLength.anywhere} characters`,
    ),
  LGC_CLIENT_REGISTRATION: z.enum(['off', 'token'], 'must be off or token').default('off'),
  LGC_SELF_REGISTRATION: onOff.default(true),
  LGC_PROVISION_WITHOUT_CHALLENGE: onOff.default(false),
  LGC_PASSWORD_MIN_LENGTH: whole(8, 64).default(8),
  LGC_LOGIN_SESSION_LIMIT: whole(0, 1000).default(0),
  LGC_DEFAULT_COUNTRY: z.string().refine(isSupportedCountry, 'must be a country such as JP').default('JP'),
  LGC_ARGON2_MEMORY_KIB: whole(8, 4_194_304).default(19_456),
  LGC_ARGON2_ITERATIONS: whole(1, 100).default(2),
  LGC_ARGON2_PARALLELISM: whole(1, 64).default(1),
  LGC_ARGON2_CONCURRENCY: whole(1, 64).default(2),
  LGC_ARGON2_QUEUE: whole(1, 10_000).default(64),
  LGC_TOKEN_ALLOW_BASIC: onOff.default(false),
  LGC_DOCS: onOff.optional(),
  LGC_WORKERS: whole(1, 64).default(1),
  LGC_MIGRATE: onOff.optional(),
  LGC_DRAIN_SECONDS: whole(0, 15).optional(),
  LGC_DISPATCH_SECONDS: whole(0, 3600).default(5),
  SMTP_URL: z
    .string()
    .refine((url) => mailRoute(url) !== undefined, 'must be smtp://…, smtps://…, file:FOLDER or log')
    .optional(),
  SMTP_FROM: z
    .string()
    .refine(isSender, 'must be one address, such as LGC <no-reply@example.com>')
    .optional(),
  TRUSTED_PROXIES: list.refine(
    (ranges) => ranges.every((range) => ipaddr.isValidCIDR(range) || ipaddr.isValid(range)),
    'must be addresses or CIDR ranges, separated by commas',
  ),
  LGC_OUTBOUND_ALLOW: list.refine(
    (entries) => entries.every(isReachEntry),
    'must be addresses, CIDR ranges or host names, separated by commas',
  ),
  LGC_LIMITS: onOff.default(true),
  VALKEY_URL: z
    .string()
    .regex(/^rediss?:\/\/./, 'must start with redis:// or rediss://')
    .optional(),
  LGC_SWEEP_SECONDS: whole(0, 86_400).default(300),
  METRICS_PORT: whole(0, 65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a level such as info')
    .default('info'),
  ...auditSettings,
  ...codeSettings,
  ...googleSettings,
})

type Parsed = z.output<typeof schema>

/** Reads the whole configuration and lists every problem at once; no value of a secret is in a problem. */
export function readConfig(
  environment: Environment,
): Config | { readonly problems: readonly ConfigProblem[] } {
  const { values, problems } = withFiles(environment)
  const unknown = unknownNames(values)
  const parsed = schema.safeParse(values)
  const invalid = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ name: String(path[0]), problem: message }))
  const inconsistent = parsed.success ? codeProblems(parsed.data) : []
  const unsafe = values['NODE_ENV'] === 'production' ? unsafeIn(values) : []
  const all = [
    ...problems,
    ...unknown,
    ...invalid,
    ...inconsistent,
    ...limitProblems(values),
    ...googleProblems(values),
    ...unsafe,
  ]
  if (all.length > 0 || !parsed.success) return { problems: all }
  return toConfig(parsed.data, parsed.data.LGC_LIMITS ? limitsFrom(values) : null)
}

/** `NAME_FILE` stands for a secret kept in a file. */
function withFiles(environment: Environment): {
  values: Record<string, string>
  problems: readonly ConfigProblem[]
} {
  const values: Record<string, string> = {}
  const problems: ConfigProblem[] = []
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value !== '') values[name] = value
  }
  for (const name of secretNames) {
    const file = values[`${name}_FILE`]
    delete values[`${name}_FILE`]
    if (file === undefined) continue
    if (values[name] !== undefined) problems.push({ name, problem: `is set twice: ${name} and ${name}_FILE` })
    try {
      values[name] = readFileSync(file, 'utf8').trim()
    } catch {
      problems.push({ name: `${name}_FILE`, problem: 'names a file that cannot be read' })
    }
  }
  return { values, problems }
}

/** A misspelt name would silently leave a default in force. */
function unknownNames(values: Readonly<Record<string, string>>): readonly ConfigProblem[] {
  return Object.keys(values)
    .filter((name) => name.startsWith('LGC_') && !(name in schema.shape) && !limitSettings.has(name))
    .map((name) => ({ name, problem: 'is not a setting of this service' }))
}

const limitSettings: ReadonlySet<string> = new Set(bucketNames.map(settingOf))

function toConfig(parsed: Parsed, limits: Limits | null): Config {
  const isProduction = parsed.NODE_ENV === 'production'
  const mail = mailOf(parsed, isProduction)
  return {
    environment: parsed.NODE_ENV,
    port: parsed.PORT,
    host: parsed.HOST,
    workers: parsed.LGC_WORKERS,
    databaseUrl: parsed.DATABASE_URL,
    databaseSslCa: parsed.DATABASE_SSL_CA ?? null,
    databasePoolSize: parsed.DATABASE_POOL_SIZE,
    migratesAtStart: parsed.LGC_MIGRATE ?? !isProduction,
    trustedProxies: parsed.TRUSTED_PROXIES,
    webOrigins: parsed.LGC_WEB_ORIGINS,
    isTokenBasicAllowed: parsed.LGC_TOKEN_ALLOW_BASIC,
    isClientRegistrationOpen: parsed.LGC_CLIENT_REGISTRATION === 'token',
    areDocsServed: parsed.LGC_DOCS ?? !isProduction,
    dispatchInSeconds: parsed.LGC_DISPATCH_SECONDS,
    drainInSeconds: parsed.LGC_DRAIN_SECONDS ?? (isProduction ? 3 : 0),
    logLevel: parsed.LOG_LEVEL,
    limits,
    valkeyUrl: parsed.VALKEY_URL ?? null,
    sweepEverySeconds: parsed.LGC_SWEEP_SECONDS,
    metrics:
      parsed.METRICS_PORT === undefined ? null : { port: parsed.METRICS_PORT, host: parsed.METRICS_HOST },
    sealIntervalInSeconds: sealInterval(parsed, isProduction),
    auditKeys: auditKeysIn(parsed, isProduction),
    issuer: parsed.LGC_ISSUER ?? `http://localhost:${parsed.PORT}`,
    verificationKeys: parsed.LGC_VERIFICATION_KEYS,
    identifierHmacKey: parsed.LGC_IDENTIFIER_HMAC_KEY,
    keyEncryptionKeys: parsed.LGC_KEY_ENCRYPTION_KEYS,
    signingAlgorithms: [...new Set(parsed.LGC_SIGNING_ALGS)],
    keyRotationInDays: parsed.LGC_KEY_ROTATION_DAYS,
    argon2: {
      memoryInKibibytes: parsed.LGC_ARGON2_MEMORY_KIB,
      iterations: parsed.LGC_ARGON2_ITERATIONS,
      parallelism: parsed.LGC_ARGON2_PARALLELISM,
      concurrency: parsed.LGC_ARGON2_CONCURRENCY,
      queue: parsed.LGC_ARGON2_QUEUE,
    },
    passwordMinLength: parsed.LGC_PASSWORD_MIN_LENGTH,
    loginSessionLimit: parsed.LGC_LOGIN_SESSION_LIMIT,
    isSelfRegistrationOpen: parsed.LGC_SELF_REGISTRATION,
    isProvisioningWithoutChallengeAllowed: parsed.LGC_PROVISION_WITHOUT_CHALLENGE,
    defaultCountry: parsed.LGC_DEFAULT_COUNTRY,
    mail,
    ...codesOf(parsed, mail),
    outboundAllow: parsed.LGC_OUTBOUND_ALLOW,
    google: googleIn(parsed),
  }
}

function mailOf({ SMTP_URL, SMTP_FROM }: Parsed, isProduction: boolean): Settings['mail'] {
  const route = mailRoute(SMTP_URL ?? (isProduction ? '' : 'file:./data/mail'))
  return route ? { route, from: SMTP_FROM ?? 'LGC <no-reply@localhost>' } : null
}
