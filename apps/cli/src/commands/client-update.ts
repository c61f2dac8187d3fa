import type { ClientChange } from '@lgc/client'
import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { oauthHelp, readOAuth } from '../client/read-oauth.ts'
import { refusedBy } from '../explain.ts'
import { collect, wholeSeconds, yesOrNo } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly name?: string
  readonly redirectUri: readonly string[]
  readonly postLogoutRedirectUri: readonly string[]
  readonly scope: readonly string[]
  readonly requiresGrant?: boolean
  readonly firstParty?: boolean
  readonly codeLifetimeInSeconds?: number
  readonly logoUri?: string
  readonly brandColor?: string
  readonly oauth: readonly string[]
}

export function addClientUpdate(parent: Command, shell: Shell): void {
  parent
    .command('update')
    .description('change what is named; a list takes the place of the one before')
    .argument('<client_id>')
    .option('--name <name>', 'what people are shown')
    .option('--redirect-uri <uri>', 'where people return to after signing in (repeatable)', collect, [])
    .option('--post-logout-redirect-uri <uri>', 'the same after signing out (repeatable)', collect, [])
    .option('--scope <scope>', 'a scope it may ask for (repeatable)', collect, [])
    .option('--requires-grant <yes|no>', 'only people with a grant may enter', yesOrNo)
    .option('--first-party <yes|no>', 'people are not asked for consent', yesOrNo)
    .option('--code-lifetime-in-seconds <seconds>', 'of authorization codes', wholeSeconds(60, 600))
    .option('--logo-uri <uri>', 'shown on the sign-in page, or none')
    .option('--brand-color <color>', 'such as #0f766e, or none')
    .option('--oauth <name=value>', oauthHelp, collect, [])
    .option('--json', 'print JSON')
    .action((clientId: string, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => updateClient(opened, clientId, options))),
    )
}

async function updateClient({ core, caller }: Opened, clientId: string, options: Options): Promise<Answer> {
  const oauth = readOAuth(options.oauth)
  if ('problems' in oauth)
    return refused('oauth_setting_invalid', 'OAuth settings are wrong.', oauth.problems)
  const settings = { ...changeFrom(options), oauth: oauth.change }
  const updated = await core.updateClient({ clientId, settings }, caller)
  if (!updated.ok) return refusedBy(updated.refusal)
  const text = updated.value.length === 0 ? 'Nothing was changed.' : `Changed: ${updated.value.join(', ')}.`
  return { result: { text, json: { client_id: clientId, changed: updated.value } } }
}

function changeFrom(options: Options): ClientChange {
  const list = (values: readonly string[]) => (values.length === 0 ? undefined : values)
  const orNone = (value: string | undefined) => (value === 'none' ? null : value)
  return {
    name: options.name,
    redirectUris: list(options.redirectUri),
    postLogoutRedirectUris: list(options.postLogoutRedirectUri),
    allowedScopes: list(options.scope),
    requiresGrant: options.requiresGrant,
    isFirstParty: options.firstParty,
    codeLifetimeInSeconds: options.codeLifetimeInSeconds,
    logoUri: orNone(options.logoUri),
    brandColor: orNone(options.brandColor),
  }
}
