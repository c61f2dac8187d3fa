import {
  type OAuthSettings,
  changedOAuthSettings,
  checkOAuthSettings,
  defaultOAuthSettings,
  oauthNames,
} from '@lgc/client'
import { type SomeOAuthMetadata, oauthFromMetadata, oauthShape } from '@lgc/composition'
import { z } from 'zod'
import { oauthRules } from '../explain.ts'

export const oauthSchema: z.ZodType<SomeOAuthMetadata> = z.strictObject(oauthShape).partial().default({})

type Settled = {
  readonly settings: OAuthSettings
  readonly problem?: { readonly path: string[]; readonly message: string }
}

/** What the file says and the defaults for the rest, and what is wrong with that. */
export function settledOAuth(entry: SomeOAuthMetadata, hasSecret: boolean): Settled {
  const settings = changedOAuthSettings(defaultOAuthSettings(hasSecret), oauthFromMetadata(entry))
  const checked = checkOAuthSettings(settings, hasSecret)
  if (checked.ok) return { settings }
  const { setting, rule } = checked.refusal
  return { settings, problem: { path: ['oauth', oauthNames[setting]], message: oauthRules[rule] } }
}
