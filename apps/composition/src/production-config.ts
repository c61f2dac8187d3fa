import { unsafeAuditSettings } from './audit-config.ts'
import { unsafeGoogleSettings } from './google-config.ts'
import { unsafeCodes } from './sms-config.ts'

export type ConfigProblem = { readonly name: string; readonly problem: string }

/** Good enough to try the service on one machine, and refused in production because everybody can read them. */
export const developmentDefaults = {
  LGC_VERIFICATION_KEYS: 'dev:development-only-verification-key-0000',
  LGC_IDENTIFIER_HMAC_KEY: 'development-only-identifier-key-0000000',
  LGC_KEY_ENCRYPTION_KEYS: 'dev:development-only-key-encryption-key-0',
} as const

/** What people type to try things out, and what nobody can guess. */
export const minimumKeyLength = { anywhere: 8, production: 32 } as const

/** What may be set to try the service out, but not to serve people. */
export function unsafeIn(values: Readonly<Record<string, string>>): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = []
  for (const name of Object.keys(developmentDefaults)) {
    const isDefault = values[name] === undefined || values[name].includes('development-only')
    if (isDefault)
      problems.push({ name, problem: 'must be set in production; the default is for development' })
    else if (isShort(values[name] ?? '')) {
      problems.push({
        name,
        problem: `must have ${minimumKeyLength.production} characters or more in production`,
      })
    }
  }
  const issuer = values['LGC_ISSUER']
  if (issuer === undefined) problems.push({ name: 'LGC_ISSUER', problem: 'must be set in production' })
  else if (issuer.startsWith('http:')) {
    problems.push({ name: 'LGC_ISSUER', problem: 'must be an https origin in production' })
  }
  if (['off', '0', 'false'].includes(values['LGC_LIMITS'] ?? '')) {
    problems.push({ name: 'LGC_LIMITS', problem: 'must be on in production' })
  }
  problems.push(...unsafeAuditSettings(values), ...unsafeCodes(values), ...unsafeGoogleSettings(values))
  const memory = Number(values['LGC_ARGON2_MEMORY_KIB'] ?? 19_456)
  if (memory < 19_456 && Number(values['LGC_ARGON2_ITERATIONS'] ?? 2) < 3) {
    problems.push({ name: 'LGC_ARGON2_MEMORY_KIB', problem: 'must be at least 19456 in production' })
  }
  return [...problems, ...unsafeMail(values)]
}

function unsafeMail(values: Readonly<Record<string, string>>): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = []
  if (values['SMTP_URL'] === 'log') {
    problems.push({ name: 'SMTP_URL', problem: 'must not be log in production; links would stand in it' })
  }
  if (values['SMTP_URL']?.startsWith('smtp') && values['SMTP_FROM'] === undefined) {
    problems.push({ name: 'SMTP_FROM', problem: 'must be set in production' })
  }
  return problems
}

/** Whether a key, or one of several with their kids in front, is too short for production. */
function isShort(keys: string): boolean {
  return keys
    .split(',')
    .some((key) => key.trim().replace(/^[A-Za-z0-9_-]{1,32}:/, '').length < minimumKeyLength.production)
}
