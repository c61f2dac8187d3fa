import { type SealKeySettings, parsePublicKey, parseSigningKey } from '@lgc/audit/infra'
import { dialectOf } from '@lgc/sql'
import { z } from 'zod'

/** Everybody can read it, so a seal made with it proves nothing: refused in production where sealing is on. */
const developmentSigningKey = 'MC4CAQAwBQYDK2VwBCIEIMoEgbA0b/rQGiSlyZ27Z+BpZK+u2MidQW2eN/9O8U39'

/** In production only where there is a key: seals of everybody's key would prove nothing. */
const usualIntervalInSeconds = 30

/** The settings of the record and its seals. */
export const auditSettings = {
  LGC_AUDIT_SEAL_SECONDS: z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .refine((seconds) => seconds <= 3600, 'must be between 0 and 3600')
    .optional(),
  LGC_AUDIT_SIGNING_KEY: z
    .string()
    .refine(parses(parseSigningKey), 'must be an Ed25519 private key: PKCS#8 as PEM or base64')
    .optional(),
  LGC_AUDIT_FORMER_KEYS: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((key) => key.trim()))
    .transform((keys) => keys.filter((key) => key !== ''))
    .refine((keys) => keys.every(parses(parsePublicKey)), 'must be Ed25519 public keys: SPKI as base64'),
  LGC_AUDIT_ADMIN_DATABASE_URL: z
    .string()
    .refine((url) => dialectOf(url) !== undefined, 'must start with sqlite: or mysql://')
    .optional(),
}

type Parsed = {
  readonly LGC_AUDIT_SEAL_SECONDS?: number | undefined
  readonly LGC_AUDIT_SIGNING_KEY?: string | undefined
  readonly LGC_AUDIT_FORMER_KEYS: readonly string[]
}

/** How often the record is sealed, in seconds; 0 means by command only. */
export function sealInterval(parsed: Parsed, isProduction: boolean): number {
  const usual = isProduction && parsed.LGC_AUDIT_SIGNING_KEY === undefined ? 0 : usualIntervalInSeconds
  return parsed.LGC_AUDIT_SEAL_SECONDS ?? usual
}

/** Null where there is no key that would prove anything. */
export function auditKeysIn(parsed: Parsed, isProduction: boolean): SealKeySettings | null {
  const signingKey = parsed.LGC_AUDIT_SIGNING_KEY ?? (isProduction ? undefined : developmentSigningKey)
  return signingKey === undefined ? null : { signingKey, formerKeys: parsed.LGC_AUDIT_FORMER_KEYS }
}

export function unsafeAuditSettings(
  values: Readonly<Record<string, string>>,
): readonly { readonly name: string; readonly problem: string }[] {
  const name = 'LGC_AUDIT_SIGNING_KEY'
  const key = values[name]
  const isSealing = Number(values['LGC_AUDIT_SEAL_SECONDS'] ?? 0) !== 0
  if (key === developmentSigningKey) {
    return [{ name, problem: 'must be set to another key in production; this one is for development' }]
  }
  if (key !== undefined || !isSealing) return []
  return [{ name, problem: 'must be set in production when LGC_AUDIT_SEAL_SECONDS asks for seals' }]
}

function parses(parse: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      parse(text)
      return true
    } catch {
      return false
    }
  }
}
