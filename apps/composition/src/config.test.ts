import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Config, type Environment, readConfig } from './config.ts'
import type { ConfigProblem } from './production-config.ts'
import { buckets } from './limits.ts'

const secret = 'a-secret-of-an-operator-that-is-long-enough'
/** Nothing is wrong with this one. */
const production: Environment = {
  NODE_ENV: 'production',
  DATABASE_URL: 'mysql://lgc:password@db.internal/lgc',
  LGC_ISSUER: 'https://login.example.com',
  LGC_VERIFICATION_KEYS: `k1:${secret}`,
  LGC_IDENTIFIER_HMAC_KEY: secret,
  LGC_KEY_ENCRYPTION_KEYS: `e1:${secret}`,
  LGC_AUDIT_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIEk66HyobOLTd/9k3pFPcq7HrTtp2vkHcSFFxOYyMslC',
}

function configOf(environment: Environment): Config {
  const outcome = readConfig(environment)
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems))
  return outcome
}

function problemsOf(environment: Environment): readonly ConfigProblem[] {
  const outcome = readConfig(environment)
  return 'problems' in outcome ? outcome.problems : []
}

const namesOf = (environment: Environment): readonly string[] =>
  problemsOf(environment).map(({ name }) => name)

describe('without any setting', () => {
  it('the service runs on this machine alone, with a database beside it', () => {
    expect(configOf({})).toMatchObject({
      environment: 'development',
      host: '127.0.0.1',
      port: 3100,
      issuer: 'http://localhost:3100',
      databaseUrl: 'sqlite:./data/lgc.db',
      migratesAtStart: true,
      trustedProxies: [],
      webOrigins: [],
      isTokenBasicAllowed: false,
      isSelfRegistrationOpen: true,
      passwordMinLength: 8,
    })
  })

  it('an empty value counts as none', () => {
    expect(configOf({ PORT: '', DATABASE_URL: '', LGC_ISSUER: '' })).toEqual(configOf({}))
  })

  it('the issuer follows the port', () => {
    expect(configOf({ PORT: '4000' }).issuer).toBe('http://localhost:4000')
  })
})

describe('a configuration', () => {
  it('is read whole', () => {
    const config = configOf({
      ...production,
      PORT: '80',
      HOST: '0.0.0.0',
      LGC_VERIFICATION_KEYS: ` new:${secret}1 , old:${secret}2 `,
      LGC_WEB_ORIGINS: 'https://a.example, http://localhost:5173',
      TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      LGC_OUTBOUND_ALLOW: '10.0.0.9, fd00::/8, gateway.internal',
      LGC_SELF_REGISTRATION: 'off',
      LGC_ARGON2_MEMORY_KIB: '65536',
      LGC_MIGRATE: '1',
      LGC_DOCS: 'true',
      LOG_LEVEL: 'warn',
    })
    expect(config).toMatchObject({
      port: 80,
      host: '0.0.0.0',
      verificationKeys: [
        { kid: 'new', secret: `${secret}1` },
        { kid: 'old', secret: `${secret}2` },
      ],
      webOrigins: ['https://a.example', 'http://localhost:5173'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      outboundAllow: ['10.0.0.9', 'fd00::/8', 'gateway.internal'],
      isSelfRegistrationOpen: false,
      argon2: { memoryInKibibytes: 65_536, iterations: 2 },
      migratesAtStart: true,
      areDocsServed: true,
      logLevel: 'warn',
    })
  })

  it('names every problem at once', () => {
    const problems = namesOf({
      NODE_ENV: 'staging',
      PORT: '70000',
      DATABASE_URL: 'postgres://x',
      LGC_ISSUER: 'https://login.example.com/path',
      LGC_VERIFICATION_KEYS: 'k1:short',
      LGC_IDENTIFIER_HMAC_KEY: 'short',
      LGC_PASSWORD_MIN_LENGTH: '7',
      LGC_DEFAULT_COUNTRY: 'Japan',
      LGC_SELF_REGISTRATION: 'perhaps',
      TRUSTED_PROXIES: '10.0.0.0/99',
      LOG_LEVEL: 'loud',
      LGC_SELF_REGISTRATON: 'off',
    })
    expect(problems.toSorted()).toEqual(
      [
        'DATABASE_URL',
        'LGC_DEFAULT_COUNTRY',
        'LGC_IDENTIFIER_HMAC_KEY',
        'LGC_ISSUER',
        'LGC_PASSWORD_MIN_LENGTH',
        'LGC_SELF_REGISTRATION',
        'LGC_SELF_REGISTRATON',
        'LGC_VERIFICATION_KEYS',
        'LOG_LEVEL',
        'NODE_ENV',
        'PORT',
        'TRUSTED_PROXIES',
      ].toSorted(),
    )
  })

  it.each([
    ['PORT', ['-1', '65536', '1.5', 'http']],
    ['DATABASE_URL', ['sqlite:', 'mysql://', 'mariadb://h/d', 'lgc.db', ' sqlite:x']],
    [
      'LGC_ISSUER',
      [
        'login.example.com',
        'https://login.example.com/',
        'ftp://x',
        'https://X.example',
        'https://u@x.example',
      ],
    ],
    ['LGC_WEB_ORIGINS', ['*', 'null', 'https://a.example/,https://b.example', 'a.example']],
    [
      'LGC_VERIFICATION_KEYS',
      [secret, `:${secret}`, `a b:${secret}`, 'k:short', `k:${secret},k:${secret}x`, `k:${secret},`],
    ],
    ['LGC_IDENTIFIER_HMAC_KEY', ['x'.repeat(7)]],
    ['LGC_KEY_ENCRYPTION_KEYS', [secret, 'k:short', `k:${secret},k:${secret}x`]],
    ['LGC_SIGNING_ALGS', ['none', 'HS256', 'ES256,none', 'es256']],
    ['LGC_KEY_ROTATION_DAYS', ['-1', '3651', 'often']],
    ['LGC_DEFAULT_COUNTRY', ['jp', 'JPN']],
    ['LGC_ARGON2_MEMORY_KIB', ['7', '0']],
    ['LGC_SELF_REGISTRATION', ['ON', 'yes', '2']],
    ['TRUSTED_PROXIES', ['proxy.internal', '10.0.0.0/33', '10.0.0.256']],
    ['LGC_OUTBOUND_ALLOW', ['10.0.0.0/33', '127.1', 'http://gateway.internal', 'gateway internal']],
    ['LGC_EMAIL_CODES', ['yes']],
    ['LGC_SMS_URL', ['ftp://sms.example', 'sms.example']],
    ['LGC_SMS_METHOD', ['post', 'PATCH']],
    ['LGC_SMS_HEADERS', ['Bearer x', 'A B: c']],
    ['LGC_SMS_COUNTRIES', ['jp', 'JP,XX', '81']],
    ['LGC_GOOGLE_CLIENT_IDS', ['a b', 'id,x y']],
    ['LGC_GOOGLE_ISSUER', ['accounts.google.com', 'https://accounts.google.com/', 'ftp://x.example']],
    ['LGC_GOOGLE_JWKS_URI', ['keys', 'https://x.example/keys#a']],
    ['LGC_UNHEARD_OF', ['on']],
    ['LGC_ISSUER_FILE', ['/etc/hostname']],
    ['LGC_AUDIT_SIGNING_KEY', [secret, '-----BEGIN PRIVATE KEY-----']],
    ['LGC_AUDIT_FORMER_KEYS', [secret, `${secret},${secret}`]],
    ['LGC_AUDIT_SEAL_SECONDS', ['-1', '3601', 'often']],
    ['LGC_AUDIT_ADMIN_DATABASE_URL', ['postgres://x']],
  ])('refuses %s when it is one of %j', (name, values) => {
    for (const value of values) expect(namesOf({ [name]: value }), value).toEqual([name])
  })

  it('leaves alone what is no business of this service', () => {
    expect(namesOf({ PATH: '/usr/bin', HOME: '/root', npm_config_x: '1', LGCX: '1' })).toEqual([])
  })
})

describe('in production', () => {
  it('a complete configuration is accepted, without migrating by itself or showing documents', () => {
    expect(configOf(production)).toMatchObject({
      environment: 'production',
      issuer: 'https://login.example.com',
      migratesAtStart: false,
      areDocsServed: false,
    })
  })

  it.each([
    ['LGC_VERIFICATION_KEYS', undefined],
    ['LGC_VERIFICATION_KEYS', 'dev:development-only-verification-key-0000'],
    ['LGC_VERIFICATION_KEYS', `k1:${secret},dev:development-only-verification-key-0000`],
    ['LGC_VERIFICATION_KEYS', `k1:${secret.slice(0, 31)}`],
    ['LGC_IDENTIFIER_HMAC_KEY', undefined],
    ['LGC_KEY_ENCRYPTION_KEYS', undefined],
    ['LGC_KEY_ENCRYPTION_KEYS', 'dev:development-only-key-encryption-key-0'],
    ['LGC_KEY_ENCRYPTION_KEYS', `k1:${secret},k2:${secret.slice(0, 31)}`],
    ['LGC_IDENTIFIER_HMAC_KEY', 'development-only-identifier-key-0000000'],
    ['LGC_ISSUER', undefined],
    ['LGC_ISSUER', 'http://login.example.com'],
    ['LGC_ISSUER', 'http://localhost:3100'],
    ['LGC_ARGON2_MEMORY_KIB', '1024'],
    ['LGC_DEV_OTP', '1'],
    ['LGC_DEV_OTP', 'true'],
    ['LGC_AUDIT_SIGNING_KEY', configOf({}).auditKeys?.signingKey],
  ])('%s must not be %s', (name, value) => {
    expect(namesOf({ ...production, [name]: value })).toEqual([name])
  })
})

it('seals in production where there is a key, and asks for one only where seals are asked for', () => {
  const { LGC_AUDIT_SIGNING_KEY: _, ...keyless } = production
  expect(configOf(production)).toMatchObject({ sealIntervalInSeconds: 30 })
  expect(configOf(keyless)).toMatchObject({ auditKeys: null, sealIntervalInSeconds: 0 })
  expect(namesOf({ ...keyless, LGC_AUDIT_SEAL_SECONDS: '60' })).toEqual(['LGC_AUDIT_SIGNING_KEY'])
})

describe('messages to phones', () => {
  it('go where mail goes in development, and nowhere in production before there is a gateway', () => {
    expect(configOf({}).sms).toEqual({ kind: 'file', folder: './data/mail' })
    expect(configOf({ SMTP_URL: 'log' }).sms).toEqual({ kind: 'log' })
    expect(configOf({ SMTP_URL: 'smtp://mail.example' }).sms).toBeNull()
    expect(configOf(production).sms).toBeNull()
  })

  it('go to the gateway that is set', () => {
    const settings = {
      LGC_SMS_URL: 'https://sms.example/send',
      LGC_SMS_HEADERS: 'Authorization: Bearer token\nX-Sender: LGC',
      LGC_SMS_COUNTRIES: 'JP, US',
    }
    const { sms, codes } = configOf({ ...production, ...settings })
    expect(sms).toMatchObject({
      kind: 'gateway',
      gateway: {
        method: 'POST',
        headers: { authorization: 'Bearer token', 'x-sender': 'LGC', 'content-type': 'application/json' },
      },
    })
    expect(codes).toEqual({ areMailed: true, areEchoed: false, countries: ['JP', 'US'] })
  })

  it('ask for a body that says where number and text go', () => {
    const LGC_SMS_URL = 'https://sms.example/send'
    expect(namesOf({ LGC_SMS_URL, LGC_SMS_BODY: '{"to":"{recipient}"}' })).toEqual(['LGC_SMS_BODY'])
    expect(namesOf({ LGC_SMS_URL, LGC_SMS_METHOD: 'GET' })).toEqual(['LGC_SMS_URL'])
  })
})

describe('mail', () => {
  it('is written into a folder in development, and waits in production', () => {
    expect(configOf({}).mail?.route).toEqual({ kind: 'file', folder: './data/mail' })
    expect(configOf(production).mail).toBeNull()
  })

  it('goes to the server that is named, from the address that is named', () => {
    const url = 'smtps://lgc:secret@mail.example.com'
    const from = 'LGC <no-reply@example.com>'
    const { mail } = configOf({ ...production, SMTP_URL: url, SMTP_FROM: from })
    expect(mail).toEqual({ route: { kind: 'smtp', url }, from })
  })

  it.each([
    [{ SMTP_URL: 'smtp://mail.example.com' }, 'SMTP_FROM'],
    [{ SMTP_URL: 'log' }, 'SMTP_URL'],
    [{ SMTP_URL: 'mail.example.com' }, 'SMTP_URL'],
    [{ SMTP_FROM: 'a@example.com, b@example.com' }, 'SMTP_FROM'],
    [{ LGC_DISPATCH_SECONDS: 'often' }, 'LGC_DISPATCH_SECONDS'],
  ])('cannot be set to %j in production', (environment, name) => {
    expect(namesOf({ ...production, ...environment })).toEqual([name])
  })
})

const secretsInFiles = [
  'DATABASE_URL',
  'LGC_VERIFICATION_KEYS',
  'LGC_IDENTIFIER_HMAC_KEY',
  'LGC_KEY_ENCRYPTION_KEYS',
] as const

describe('a secret in a file', () => {
  let folder: string
  let file: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lgc-config-'))
    file = join(folder, 'secret')
    writeFileSync(file, `${secret}\n`)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is read without the line end behind it', () => {
    expect(configOf({ LGC_IDENTIFIER_HMAC_KEY_FILE: file }).identifierHmacKey).toBe(secret)
  })

  it.each([...secretsInFiles])('may be %s', (name) => {
    const path = join(folder, name)
    writeFileSync(path, production[name] ?? '')
    const { [name]: _, ...others } = production
    expect(configOf({ ...others, [`${name}_FILE`]: path })).toEqual(configOf(production))
  })

  it('must not be given twice', () => {
    const twice = { LGC_IDENTIFIER_HMAC_KEY: secret, LGC_IDENTIFIER_HMAC_KEY_FILE: file }
    expect(namesOf(twice)).toEqual(['LGC_IDENTIFIER_HMAC_KEY'])
  })

  it('must be readable, and not empty', () => {
    expect(namesOf({ LGC_IDENTIFIER_HMAC_KEY_FILE: join(folder, 'missing') })).toEqual([
      'LGC_IDENTIFIER_HMAC_KEY_FILE',
    ])
    const empty = join(folder, 'empty')
    writeFileSync(empty, '\n')
    for (const name of secretsInFiles) {
      expect(namesOf({ [`${name}_FILE`]: empty }), name).toEqual([name])
    }
  })
})

it('shows nothing of a secret in any problem', () => {
  const canary = 'Cnry7Q'
  const environments: readonly Environment[] = [
    { LGC_VERIFICATION_KEYS: canary },
    { LGC_VERIFICATION_KEYS: `kid:${canary}` },
    { NODE_ENV: 'production', LGC_VERIFICATION_KEYS: `kid:${canary}-and-some-more` },
    { LGC_VERIFICATION_KEYS: `k:${canary}${secret},k:${canary}${secret}` },
    { LGC_IDENTIFIER_HMAC_KEY: canary },
    { LGC_KEY_ENCRYPTION_KEYS: `kid:${canary}` },
    { DATABASE_URL: `postgres://lgc:${canary}@db/lgc` },
    { DATABASE_URL: `mysql://lgc:${canary}@db/lgc`, DATABASE_URL_FILE: '/nowhere' },
    { NODE_ENV: 'production', LGC_VERIFICATION_KEYS: `kid:development-only${canary}${secret}` },
    { LGC_UNKNOWN: canary, PORT: canary, LOG_LEVEL: canary, LGC_ISSUER: canary, NODE_ENV: canary },
  ]
  for (const environment of environments) {
    const problems = problemsOf(environment)
    expect(problems.length).toBeGreaterThan(0)
    expect(JSON.stringify(problems)).not.toContain(canary)
  }
})

it('names what is wrong and what is unsafe in production together', () => {
  const environment = { NODE_ENV: 'production', PORT: 'many', LGC_ISSUER: 'http://login.example.com' }
  expect(namesOf(environment).toSorted()).toEqual([
    'LGC_IDENTIFIER_HMAC_KEY',
    'LGC_ISSUER',
    'LGC_KEY_ENCRYPTION_KEYS',
    'LGC_VERIFICATION_KEYS',
    'PORT',
  ])
})

it.each([
  ['PORT', ' '],
  ['PORT', '0x50'],
  ['PORT', '1e3'],
  ['LGC_DEFAULT_COUNTRY', 'ZZ'],
])('refuses %s=%j', (name, value) => {
  expect(namesOf({ [name]: value })).toEqual([name])
})

it.each([
  ['LGC_VERIFICATION_KEYS', 'k:0123456789'],
  ['LGC_VERIFICATION_KEYS', `k:${secret},l:0123456789`],
  ['LGC_IDENTIFIER_HMAC_KEY', '0123456789'],
  ['LGC_KEY_ENCRYPTION_KEYS', 'k:0123456789'],
])('takes a short %s in development and refuses it in production', (name, value) => {
  expect(namesOf({ [name]: value })).toEqual([])
  const rest = {
    LGC_VERIFICATION_KEYS: `k:${secret}`,
    LGC_IDENTIFIER_HMAC_KEY: secret,
    LGC_KEY_ENCRYPTION_KEYS: `k:${secret}`,
  }
  const production = { NODE_ENV: 'production', LGC_ISSUER: 'https://login.example.com' }
  expect(namesOf({ ...production, ...rest, [name]: value })).toEqual([name])
})

it('signs with every algorithm there is unless some are named, each once', () => {
  expect(configOf({}).signingAlgorithms).toEqual(['ES256', 'RS256', 'EdDSA'])
  expect(configOf({ LGC_SIGNING_ALGS: 'EdDSA, ES256,EdDSA' }).signingAlgorithms).toEqual(['EdDSA', 'ES256'])
})

describe('limits', () => {
  it('are those of the contract unless one is set', () => {
    expect(configOf({}).limits).toMatchObject(buckets)
    const { limits } = configOf({ LGC_LIMIT_VERIFY_IDENTIFIER: '7/30' })
    expect(limits?.verify_identifier).toEqual({ limit: 7, windowInSeconds: 30 })
    expect(limits?.verify).toMatchObject({ limit: 30, windowInSeconds: 60 })
  })

  it('may be off, but not in production', () => {
    expect(configOf({ LGC_LIMITS: 'off' }).limits).toBeNull()
    for (const off of ['off', '0', 'false']) {
      expect(namesOf({ ...production, LGC_LIMITS: off })).toEqual(['LGC_LIMITS'])
    }
  })

  it.each(['0/60', '10', '10/0', '-1/60', '1.5/60', 'ten/60', '10/60/60', '1000000000/60'])(
    'are not %s',
    (text) => {
      expect(namesOf({ LGC_LIMIT_TOKEN: text })).toEqual(['LGC_LIMIT_TOKEN'])
    },
  )

  it('are those that there are', () => {
    expect(namesOf({ LGC_LIMIT_TOKENS: '10/60' })).toEqual(['LGC_LIMIT_TOKENS'])
    expect(namesOf({ VALKEY_URL: 'http://valkey:6379' })).toEqual(['VALKEY_URL'])
  })
})

describe('Google', () => {
  it('is not there until a client id is', () => {
    expect(configOf({}).google).toBeNull()
    expect(configOf({ LGC_GOOGLE_CLIENT_IDS: 'a.example, b.example' }).google).toEqual({
      issuer: 'https://accounts.google.com',
      clientIds: ['a.example', 'b.example'],
      clientSecret: null,
      jwksUri: null,
    })
  })

  it('needs a client id for its secret', () => {
    expect(namesOf({ LGC_GOOGLE_CLIENT_SECRET: secret })).toEqual(['LGC_GOOGLE_CLIENT_IDS'])
  })

  it.each(['LGC_GOOGLE_ISSUER', 'LGC_GOOGLE_JWKS_URI'])('has %s at https in production', (name) => {
    expect(namesOf({ ...production, [name]: 'http://idp.example' })).toEqual([name])
  })
})
