import type { ProviderSettings } from '@lgc/authentication/infra'
import { z } from 'zod'

type Problem = { readonly name: string; readonly problem: string }

const address = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !/[?#]|\/$/.test(text), 'must be an address without a slash at the end')

/** The settings of signing in with Google. */
export const googleSettings = {
  LGC_GOOGLE_CLIENT_IDS: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    )
    .refine(
      (ids) => ids.every((id) => /^[\x21-\x7e]{1,255}$/.test(id)),
      'must be client ids, separated by commas',
    ),
  LGC_GOOGLE_CLIENT_SECRET: z.string().optional(),
  LGC_GOOGLE_ISSUER: address.default('https://accounts.google.com'),
  LGC_GOOGLE_JWKS_URI: address.optional(),
}

type Parsed = {
  readonly LGC_GOOGLE_CLIENT_IDS: readonly string[]
  readonly LGC_GOOGLE_CLIENT_SECRET?: string | undefined
  readonly LGC_GOOGLE_ISSUER: string
  readonly LGC_GOOGLE_JWKS_URI?: string | undefined
}

/** Null where no Google account is accepted. */
export function googleIn(parsed: Parsed): ProviderSettings | null {
  if (parsed.LGC_GOOGLE_CLIENT_IDS.length === 0) return null
  return {
    issuer: parsed.LGC_GOOGLE_ISSUER,
    clientIds: parsed.LGC_GOOGLE_CLIENT_IDS,
    clientSecret: parsed.LGC_GOOGLE_CLIENT_SECRET ?? null,
    jwksUri: parsed.LGC_GOOGLE_JWKS_URI ?? null,
  }
}

/** A secret without a client id would silently offer nothing. */
export function googleProblems(values: Readonly<Record<string, string>>): readonly Problem[] {
  const isLonely =
    values['LGC_GOOGLE_CLIENT_SECRET'] !== undefined && !values['LGC_GOOGLE_CLIENT_IDS']?.trim()
  return isLonely
    ? [{ name: 'LGC_GOOGLE_CLIENT_IDS', problem: 'must be set where LGC_GOOGLE_CLIENT_SECRET is' }]
    : []
}

/** Whoever sits on the way could vouch for anybody. */
export function unsafeGoogleSettings(values: Readonly<Record<string, string>>): readonly Problem[] {
  return ['LGC_GOOGLE_ISSUER', 'LGC_GOOGLE_JWKS_URI']
    .filter((name) => values[name]?.startsWith('http:'))
    .map((name) => ({ name, problem: 'must begin with https: in production' }))
}
