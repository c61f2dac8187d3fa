import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { Identity, Person } from '@lgc/person'
import type { OperationRefusal } from '../explain.ts'
import { planGrant } from './plan-grant.ts'
import { type Planning, realmNamed } from './planning.ts'
import type { Done, Step } from './step.ts'
import type { Placed, WantedIdentity, WantedPerson } from './wanted.ts'

type Wanted = Placed<WantedPerson>

/** A person with identities, and their grants. The first identity says who is meant. */
export async function planPerson(planning: Planning, wanted: Wanted): Promise<readonly Step[]> {
  const { path, entry } = wanted
  const realm = await realmNamed(planning, entry.realm, path)
  const found = await findIdentities(planning, entry, realm?.xid)
  const owner = found[0]?.personXid
  for (const [index, identity] of found.entries()) {
    if (!identity || identity.personXid === owner) continue
    planning.problems.push(`${path}.identities[${index}].identifier: belongs to somebody else`)
  }
  const person = owner && (await planning.core.queries.profiles.find(owner))
  const steps = [personStep(planning, entry, { person, changes: changesOf(entry, person, found) })]
  for (const [index, grant] of entry.grants.entries()) {
    const grantPath = `${path}.grants[${index}]`
    steps.push(await planGrant(planning, { path: grantPath, entry: grant }, { wanted: entry, person, realm }))
  }
  return steps
}

async function findIdentities(
  { core }: Planning,
  { identities }: WantedPerson,
  realmXid: Xid | undefined,
): Promise<readonly (Identity | undefined)[]> {
  const found: (Identity | undefined)[] = []
  for (const { named } of identities) {
    found.push(realmXid && (await core.queries.identities.findByIdentifier(realmXid, named)))
  }
  return found
}

function changesOf(
  { nameDisplay, nameLegal, status, identities }: WantedPerson,
  person: Person | undefined,
  found: readonly (Identity | undefined)[],
): readonly string[] {
  if (!person) return []
  const isRenamed = person.nameDisplay !== nameDisplay || person.nameLegal !== nameLegal
  const isSwitched = status !== null && status !== person.status
  return [
    ...(isRenamed ? ['renamed'] : []),
    ...identities.flatMap((identity, index) => identityChange(identity, found[index])),
    ...(isSwitched ? [status] : []),
  ]
}

function identityChange({ named, isVerified }: WantedIdentity, found: Identity | undefined): string[] {
  if (!found) return [`identity added (${named.type})`]
  return isVerified && found.verifiedAt === null ? [`identity verified (${named.type})`] : []
}

function personStep(
  planning: Planning,
  entry: WantedPerson,
  { person, changes }: { readonly person: Person | undefined; readonly changes: readonly string[] },
): Step {
  const common = { kind: 'person', name: entry.identities[0]?.named.identifier ?? '', changes } as const
  if (person && changes.length === 0) return { ...common, outcome: 'unchanged' }
  const outcome = person ? 'updated' : 'created'
  return { ...common, outcome, carryOut: () => bringAbout(planning, entry) }
}

async function bringAbout(
  { core, caller }: Planning,
  { realm: realmName, nameDisplay, nameLegal, identities, status }: WantedPerson,
): Promise<Result<Done, OperationRefusal>> {
  const realm = await core.queries.realms.find(realmName)
  if (!realm) return refuse('realm_unknown')
  const wanted = { realmXid: realm.xid, nameDisplay, nameLegal, identities }
  const applied = await core.applyPerson(wanted, caller)
  if (!applied.ok) return applied
  const { xid } = applied.value.person
  if (status === null) return accept({ xid })
  const switched = await core.switchPerson({ personXid: xid, status, reason: null }, caller)
  return switched.ok ? accept({ xid }) : switched
}
