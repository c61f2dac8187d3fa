import { type Client, type SettledSettings, isActive, oauthNames } from '@lgc/client'
import { type Result, accept } from '@lgc/kernel'
import type { OperationRefusal } from '../explain.ts'
import { planApiKey } from './plan-api-key.ts'
import { type Planning, realmNamed } from './planning.ts'
import type { Done, Step } from './step.ts'
import type { Placed, WantedClient } from './wanted.ts'

type Wanted = Placed<WantedClient>

const settingNames: Record<Exclude<keyof SettledSettings, 'oauth'>, string> = {
  name: 'name',
  redirectUris: 'redirect_uris',
  postLogoutRedirectUris: 'post_logout_redirect_uris',
  allowedScopes: 'allowed_scopes',
  requiresGrant: 'requires_grant',
  isFirstParty: 'is_first_party',
  codeLifetimeInSeconds: 'code_lifetime_in_seconds',
  logoUri: 'logo_uri',
  brandColor: 'brand_color',
}

/** A client and its API keys. */
export async function planClient(planning: Planning, wanted: Wanted): Promise<readonly Step[]> {
  const { clientId, apiKeys } = wanted.entry
  const existing = await planning.core.queries.clients.find(clientId)
  const realm = await realmNamed(planning, wanted.entry.realm, wanted.path)
  const client = existing
    ? await planChange(planning, wanted, { client: existing, isOfRealm: existing.realmXid === realm?.xid })
    : planRegistration(planning, wanted.entry)
  const steps = [client]
  for (const [index, entry] of apiKeys.entries()) {
    const path = `${wanted.path}.api_keys[${index}]`
    steps.push(await planApiKey(planning, { path, entry }, { clientId, existing }))
  }
  return steps
}

function planRegistration(planning: Planning, entry: WantedClient): Step {
  const { core, caller } = planning
  const { clientId, realm, settings, secret } = entry
  return {
    kind: 'client',
    name: clientId,
    outcome: 'created',
    changes: [],
    async carryOut() {
      const registered = await core.registerClient({ clientId, realm, settings, secret }, caller)
      if (!registered.ok) return registered
      const switched = await core.switchClient({ clientId, isActive: entry.isActive ?? true }, caller)
      return switched.ok ? accept({ xid: registered.value.client.xid }) : switched
    },
  }
}

async function planChange(
  planning: Planning,
  wanted: Wanted,
  { client, isOfRealm }: { readonly client: Client; readonly isOfRealm: boolean },
): Promise<Step> {
  const { entry } = wanted
  if (!isOfRealm) planning.problems.push(`${wanted.path}.realm: a client cannot move to another realm`)
  const settings = changedSettings(client, entry.settings)
  const isSecretNew = await hasNewSecret(planning, wanted, client)
  const isSwitched = entry.isActive !== null && isActive(client) !== entry.isActive
  const changes = [
    ...settings,
    ...(isSecretNew ? ['client_secret'] : []),
    ...(isSwitched ? ['is_active'] : []),
  ]
  const common = { kind: 'client', name: entry.clientId, changes } as const
  if (changes.length === 0) return { ...common, outcome: 'unchanged' }
  const carryOut = () => bringAbout(planning, entry, { client, isSecretNew })
  return { ...common, outcome: 'updated', carryOut }
}

/** The use cases themselves leave alone what is right already. */
async function bringAbout(
  { core, caller, overlapInSeconds }: Planning,
  { clientId, settings, secret, isActive }: WantedClient,
  { client, isSecretNew }: { readonly client: Client; readonly isSecretNew: boolean },
): Promise<Result<Done, OperationRefusal>> {
  const updated = await core.updateClient({ clientId, settings }, caller)
  if (!updated.ok) return updated
  if (isSecretNew && secret !== null) {
    const rotated = await core.rotateClientSecret({ clientId, secret, overlapInSeconds }, caller)
    if (!rotated.ok) return rotated
  }
  if (isActive === null) return accept({ xid: client.xid })
  const switched = await core.switchClient({ clientId, isActive }, caller)
  return switched.ok ? accept({ xid: client.xid }) : switched
}

function changedSettings(client: Client, settings: SettledSettings): readonly string[] {
  const oauth = namesOfDiffering(client.oauth, settings.oauth, oauthNames)
  return [...namesOfDiffering(client, settings, settingNames), ...oauth.map((name) => `oauth.${name}`)]
}

function namesOfDiffering<Name extends string>(
  before: Readonly<Record<NoInfer<Name>, unknown>>,
  after: Readonly<Record<NoInfer<Name>, unknown>>,
  names: Readonly<Record<Name, string>>,
): readonly string[] {
  return (Object.keys(names) as Name[])
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => names[name])
}

async function hasNewSecret(
  { core, isStoredSecret, isForced, problems }: Planning,
  { path, entry: { secret, settings } }: Wanted,
  client: Client,
): Promise<boolean> {
  const { current, previous } = await core.queries.clients.secretsOf(client.xid)
  const isMovingToKeys = settings.oauth.tokenEndpointAuthMethod === 'private_key_jwt'
  if ((current === null) !== (secret === null) && !isMovingToKeys) {
    const is = current === null ? 'has no secret and cannot get one' : 'has a secret and cannot become public'
    problems.push(`${path}.client_secret: the client in the database ${is}`)
    return false
  }
  if (secret === null || current === null || (await isStoredSecret(current, secret))) return false
  if (!isForced && previous !== null && (await isStoredSecret(previous, secret))) {
    problems.push(`${path}.client_secret: was replaced by a rotation; write the new one, or give --force`)
  }
  return true
}
