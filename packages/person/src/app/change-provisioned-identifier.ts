import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { type ParsedIdentifier, type ToE164, parseIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import { type IdentifierTaken, takenFor } from '../domain/provisioning.ts'
import { type ProvisionedTarget, type TargetRefusal, findProvisioned } from './find-provisioned.ts'
import { reportedProvisioning } from './provisioning.ts'
import type { Product, ProvisioningUnit } from './provisioning-ports.ts'

export type IdentifierChange = ProvisionedTarget & { readonly identifier: string }

export type IdentifierChangeRefusal =
  | TargetRefusal
  | IdentifierTaken
  | 'identifier_unrecognized'
  | 'identifier_type_changed'

/**
 * Renames an identity that the client provisioned; its type stays. Sessions go on, verification tokens made
 * before go stale, and the new address or number is unproved. Who gets an identifier that several want is
 * settled by the database's unique key.
 */
export type ChangeProvisionedIdentifier = (
  change: IdentifierChange,
  caller: Caller,
) => Promise<Result<Identity, IdentifierChangeRefusal>>

type Dependencies = {
  readonly transact: Transact<ProvisioningUnit>
  readonly toE164: ToE164
  readonly now: Clock
}

export function changeProvisionedIdentifier({
  transact,
  toE164,
  now,
}: Dependencies): ChangeProvisionedIdentifier {
  return (change, caller) =>
    transact(caller, async (unit) => {
      const { clientId, identifier } = change
      return reportedProvisioning(unit, await decide(unit, change), { clientId, identifier })
    })

  async function decide(
    unit: ProvisioningUnit,
    change: IdentifierChange,
  ): Promise<Result<Identity, IdentifierChangeRefusal>> {
    const found = await findProvisioned(unit, change, false)
    if (!found.ok) return found
    const { identity, product } = found.value
    const parsed = parseIdentifier(change.identifier, toE164)
    if (!parsed.ok) return parsed
    if (parsed.value.type !== identity.type) return refuse('identifier_type_changed')
    if (parsed.value.identifier === identity.identifier) return accept(identity)
    return rename(unit, product, identity, parsed.value)
  }

  async function rename(
    { identities, record }: ProvisioningUnit,
    { realmXid, clientId }: Product,
    identity: Identity,
    named: ParsedIdentifier,
  ): Promise<Result<Identity, IdentifierTaken>> {
    const verifiedAt = named.type === 'company_code' ? identity.verifiedAt : null
    const renamed: Identity = { ...identity, identifier: named.identifier, verifiedAt }
    if (!(await identities.saveIdentifier(renamed, now()))) {
      return refuse(takenFor(clientId, await identities.findByIdentifier(realmXid, named)))
    }
    await record({
      action: 'identity.identifier_changed',
      target: { type: 'identity', xid: identity.xid },
      details: { person_xid: identity.personXid, type: identity.type },
    })
    return accept(renamed)
  }
}
