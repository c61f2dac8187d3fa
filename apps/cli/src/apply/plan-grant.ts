import type { Grant, Realm } from '@lgc/client'
import { type Result, accept, refuse } from '@lgc/kernel'
import type { Person } from '@lgc/person'
import type { OperationRefusal } from '../explain.ts'
import type { Planning } from './planning.ts'
import type { Done, Step } from './step.ts'
import type { Placed, WantedGrant, WantedPerson } from './wanted.ts'

type Holder = {
  readonly wanted: WantedPerson
  readonly person: Person | undefined
  readonly realm: Realm | undefined
}

export async function planGrant(
  planning: Planning,
  { path, entry }: Placed<WantedGrant>,
  holder: Holder,
): Promise<Step> {
  const { queries } = planning.core
  const client = await queries.clients.find(entry.clientId)
  const problem = entranceProblem(planning, entry, { holder, clientRealmXid: client?.realmXid })
  if (problem) planning.problems.push(`${path}.client_id: ${problem}`)
  const newest = client && holder.person && (await queries.grants.findNewest(holder.person.xid, client.xid))
  const active = newest?.revokedAt === null ? newest : undefined
  const who = holder.wanted.identities[0]?.named.identifier ?? ''
  const common = { kind: 'grant', name: `${who} → ${entry.clientId}` } as const
  if (active?.accessLevel === entry.accessLevel) return { ...common, outcome: 'unchanged', changes: [] }
  return {
    ...common,
    outcome: active ? 'updated' : 'created',
    changes: active ? ['access_level'] : [],
    carryOut: () => replace(planning, entry, { holder, active }),
  }
}

function entranceProblem(
  { wanted }: Planning,
  { clientId }: WantedGrant,
  { holder, clientRealmXid }: { readonly holder: Holder; readonly clientRealmXid: Realm['xid'] | undefined },
): string | undefined {
  const inFile = wanted.clients.find(({ entry }) => entry.clientId === clientId)?.entry
  const isKnown = clientRealmXid !== undefined || wanted.mentionedClients.has(clientId)
  if (!isKnown) return 'there is no such client, here or in the database'
  const isOfRealm = inFile
    ? inFile.realm === holder.wanted.realm
    : clientRealmXid === undefined || clientRealmXid === holder.realm?.xid
  return isOfRealm ? undefined : 'the client is of another realm than the person'
}

/** A level has no history of its own: another level is another grant. */
async function replace(
  { core, caller }: Planning,
  { clientId, accessLevel }: WantedGrant,
  { holder, active }: { readonly holder: Holder; readonly active: Grant | undefined },
): Promise<Result<Done, OperationRefusal>> {
  const personXid = await personXidOf(core, holder.wanted)
  if (!personXid) return refuse('person_not_found')
  if (active) {
    const revoked = await core.revokeGrant(active.xid, caller)
    if (!revoked.ok && revoked.refusal !== 'grant_already_revoked') return revoked
  }
  const created = await core.createGrant({ personXid, clientId, accessLevel }, caller)
  return created.ok ? accept({ xid: created.value.xid }) : created
}

/** Asked when the grant is made: the person may have been created a moment before. */
async function personXidOf(
  { queries }: Planning['core'],
  { realm: realmName, identities }: WantedPerson,
): Promise<Grant['personXid'] | undefined> {
  const realm = await queries.realms.find(realmName)
  const first = identities[0]
  if (!realm || !first) return undefined
  return (await queries.identities.findByIdentifier(realm.xid, first.named))?.personXid
}
