import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { Identity } from '../domain/identity.ts'
import type { Person } from '../domain/person.ts'
import { type ProvisionedIdentityRefusal, chooseProvisioned } from '../domain/provisioning.ts'
import type { Product, ProvisioningUnit } from './provisioning-ports.ts'

/** Which identity a client wants to change. */
export type ProvisionedTarget = {
  readonly clientId: string
  readonly personXid: Xid
  readonly identityXid: Xid | null
}

export type TargetRefusal = 'person_not_found' | ProvisionedIdentityRefusal

export type FoundTarget = { readonly product: Product; readonly person: Person; readonly identity: Identity }

/** The identity that is meant, if the client may change it. People of other realms do not exist for it. */
export async function findProvisioned(
  { products, persons, identities }: ProvisioningUnit,
  { clientId, personXid, identityXid }: ProvisionedTarget,
  hasPassword: boolean,
): Promise<Result<FoundTarget, TargetRefusal>> {
  const product = await products.find(clientId)
  const person = await persons.find(personXid)
  if (!product || person?.realmXid !== product.realmXid) return refuse('person_not_found')
  const choice = { clientId, identityXid, hasPassword }
  const chosen = chooseProvisioned(await identities.listOf(personXid), choice)
  return chosen.ok ? accept({ product, person, identity: chosen.value }) : chosen
}
