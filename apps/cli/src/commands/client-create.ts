import { type ClientSettings, authMethodOf, usesSecret } from '@lgc/client'
import { newSecret } from '@lgc/composition'
import type { Command } from 'commander'
import { type Answer, refused } from '../answer.ts'
import { oauthHelp, readOAuth } from '../client/read-oauth.ts'
import { refusedBy } from '../explain.ts'
import { collect, wholeSeconds } from '../option-values.ts'
import type { OutputOptions, Shell } from '../shell.ts'
import { type Opened, withCore } from '../with-core.ts'

type Options = OutputOptions & {
  readonly name: string
  readonly realm: string
  readonly redirectUri: readonly string[]
  readonly postLogoutRedirectUri: readonly string[]
  readonly scope: readonly string[]
  readonly public?: true
  readonly requiresGrant?: true
  readonly firstParty?: true
  readonly codeLifetimeInSeconds: number
  readonly logoUri?: string
  readonly brandColor?: string
  readonly oauth: readonly string[]
}

export function addClientCreate(parent: Command, shell: Shell): void {
  parent
    .command('create')
    .description('register a client; the secret of a confidential one is printed this once')
    .argument('<client_id>')
    .requiredOption('--name <name>', 'what people are shown')
    .option('--realm <realm>', 'the realm it belongs to', 'default')
    .option('--redirect-uri <uri>', 'where people return to after signing in (repeatable)', collect, [])
    .option('--post-logout-redirect-uri <uri>', 'the same after signing out (repeatable)', collect, [])
    .option('--scope <scope>', 'a scope it may ask for (repeatable)', collect, [])
    .option('--public', 'it cannot keep a secret and gets none')
    .option('--requires-grant', 'only people with a grant may enter')
    .option('--first-party', 'it is one of our own: people are not asked for consent')
    .option('--code-lifetime-in-seconds <seconds>', 'of authorization codes', wholeSeconds(60, 600), 600)
    .option('--logo-uri <uri>', 'shown on the sign-in page')
    .option('--brand-color <color>', 'such as #0f766e')
    .option('--oauth <name=value>', oauthHelp, collect, [])
    .option('--json', 'print JSON')
    .action((clientId: string, options: Options) =>
      shell.tell(options, () => withCore(shell, (opened) => createClient(opened, clientId, options))),
    )
}

async function createClient({ core, caller }: Opened, clientId: string, options: Options): Promise<Answer> {
  const oauth = readOAuth(options.oauth)
  if ('problems' in oauth)
    return refused('oauth_setting_invalid', 'OAuth settings are wrong.', oauth.problems)
  const method = authMethodOf(oauth.change, options.public === true)
  const secret = usesSecret(method) ? newSecret('lgcs_') : null
  const settings = { ...settingsFrom(options), oauth: oauth.change }
  const registration = { clientId, realm: options.realm, settings, secret }
  const registered = await core.registerClient(registration, caller)
  if (!registered.ok) return refusedBy(registered.refusal)
  const { xid } = registered.value.client
  const json = { client_id: clientId, xid, client_secret: secret }
  return secret === null
    ? { result: { text: '', json }, note: `Registered ${clientId}. It has no secret.` }
    : { result: { text: secret, json }, note: `Registered ${clientId}. Its secret is shown this once.` }
}

function settingsFrom(options: Options): ClientSettings {
  return {
    name: options.name,
    redirectUris: options.redirectUri,
    postLogoutRedirectUris: options.postLogoutRedirectUri,
    allowedScopes: options.scope,
    requiresGrant: options.requiresGrant === true,
    isFirstParty: options.firstParty === true,
    codeLifetimeInSeconds: options.codeLifetimeInSeconds,
    logoUri: options.logoUri ?? null,
    brandColor: options.brandColor ?? null,
  }
}
