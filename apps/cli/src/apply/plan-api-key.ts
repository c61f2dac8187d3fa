import type { ApiKey, Client } from '@lgc/client'
import { sha256Digest } from '@lgc/client/infra'
import { type Result, accept } from '@lgc/kernel'
import type { OperationRefusal } from '../explain.ts'
import type { Planning } from './planning.ts'
import type { Done, Step } from './step.ts'
import type { Placed, WantedKey } from './wanted.ts'

type Owner = { readonly clientId: string; readonly existing: Client | undefined }
type Wanted = Placed<WantedKey>

/** A client has one key of a name: another value, role, expiry or network replaces it. */
export async function planApiKey(planning: Planning, wanted: Wanted, owner: Owner): Promise<Step> {
  const { core, problems } = planning
  const { path, entry } = wanted
  const all = owner.existing ? await core.queries.apiKeys.listOf(owner.existing.xid) : []
  const present = all.filter(({ name, revokedAt }) => name === entry.name && revokedAt === null)
  const kept = entry.key === null ? present.find(isLike(entry)) : await givenKey(planning, wanted, present)
  const outdated = entry.key === null && kept ? [] : present.filter((key) => key !== kept)
  const { clientId } = owner
  const common = { kind: 'api_key', name: `${clientId}/${entry.name}`, clientId } as const
  if (kept && outdated.length === 0) return { ...common, outcome: 'unchanged', changes: [] }
  if (!kept && entry.expiresAt !== null && entry.expiresAt <= core.now()) {
    problems.push(`${path}.expires_at: lies in the past`)
  }
  return {
    ...common,
    outcome: present.length > 0 ? 'updated' : 'created',
    changes: present.length > 0 ? ['replaced'] : [],
    carryOut: () => replace(planning, clientId, { entry, kept, outdated }),
  }
}

function isLike({ role, expiresAt, allowedNetworks }: WantedKey): (key: ApiKey) => boolean {
  const networks = JSON.stringify(allowedNetworks)
  return (key) =>
    key.role === role && key.expiresAt === expiresAt && JSON.stringify(key.allowedNetworks) === networks
}

/** The key of the given value, if it is there. A value means one key for ever, also after its revocation. */
async function givenKey(
  { core, problems }: Planning,
  { path, entry }: Wanted,
  present: readonly ApiKey[],
): Promise<ApiKey | undefined> {
  const known = await core.queries.apiKeys.findByDigest(sha256Digest(entry.key ?? ''))
  if (!known) return undefined
  const kept = present.find(({ xid }) => xid === known.xid)
  if (!kept)
    problems.push(`${path}.key: this value is another key, or one that was revoked; choose a new one`)
  else if (!isLike(entry)(kept)) {
    problems.push(
      `${path}.key: role, expires_at and allowed_networks cannot change while the value stays; choose a new one`,
    )
  }
  return kept
}

type Replacement = {
  readonly entry: WantedKey
  readonly kept: ApiKey | undefined
  readonly outdated: readonly ApiKey[]
}

/** The new key first: if the process dies in between, both work, and applying again revokes the old one. */
async function replace(
  { core, caller }: Planning,
  clientId: string,
  { entry, kept, outdated }: Replacement,
): Promise<Result<Done, OperationRefusal>> {
  const { name, role, expiresAt, allowedNetworks, key } = entry
  const order = { clientId, name, role, expiresAt, allowedNetworks, ...(key === null ? {} : { key }) }
  const created = kept ? undefined : await core.createApiKey(order, caller)
  if (created && !created.ok) return created
  for (const { xid } of outdated) {
    const revoked = await core.revokeApiKey(xid, caller)
    if (!revoked.ok && revoked.refusal !== 'api_key_already_revoked') return revoked
  }
  const xid = (kept ?? created?.value.apiKey)?.xid
  if (xid === undefined) throw new Error('A key is kept or created')
  return accept({ xid, ...(created && key === null ? { secret: created.value.key } : {}) })
}
