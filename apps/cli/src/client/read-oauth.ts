import { readFileSync } from 'node:fs'
import type { OAuthChange } from '@lgc/client'
import { oauthFromMetadata, oauthShape } from '@lgc/composition'
import { z } from 'zod'
import { readable } from '../apply/problems.ts'

export const oauthHelp: string =
  'a setting of OAuth, such as grant_types=authorization_code,refresh_token, profile=fapi2 or jwks=@keys.json (repeatable)'

const schema = z.strictObject(oauthShape).partial()
const lists: ReadonlySet<string> = new Set(['grant_types', 'resources'])

/** Settings as `name=value`; `@` reads a file, `none` is no value, and lists are parted by commas. */
export function readOAuth(
  settings: readonly string[],
): { readonly change: OAuthChange } | { readonly problems: readonly string[] } {
  const problems: string[] = []
  const members = settings.map((setting) => memberOf(setting, problems))
  const metadata = readable(schema, Object.fromEntries(members), '', problems)
  return metadata && problems.length === 0 ? { change: oauthFromMetadata(metadata) } : { problems }
}

function memberOf(setting: string, problems: string[]): readonly [string, unknown] {
  const [name = '', ...rest] = setting.split('=')
  const text = rest.join('=')
  if (rest.length === 0) problems.push(`${name}: is written like name=value`)
  if (lists.has(name)) return [name, text === '' ? [] : text.split(',')]
  if (text === 'none' && name !== 'token_endpoint_auth_method') return [name, null]
  if (!text.startsWith('@')) return [name, /^(\d+|true|false|\{.*)$/s.test(text) ? parsed(text) : text]
  try {
    return [name, parsed(readFileSync(text.slice(1), 'utf8'))]
  } catch {
    problems.push(`${name}: the file cannot be read`)
    return [name, undefined]
  }
}

/** What is no JSON stays text, and is refused as such where something else is wanted. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
