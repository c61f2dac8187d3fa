import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import type { ParsedIdentifier, ToE164 } from '../domain/identifier.ts'
import type { PasswordPolicy } from '../domain/password-policy.ts'
import { takenFor } from '../domain/provisioning.ts'
import { inParallel } from './in-parallel.ts'
import type { PasswordHash, TakeHashingTurn } from './ports.ts'
import {
  type CheckedNewcomer,
  type Newcomer,
  type NewcomerRefusal,
  addNewcomer,
  checkNewcomer,
  reportedProvisioning,
} from './provisioning.ts'
import type { Product, ProvisioningUnit } from './provisioning-ports.ts'

export type Load = {
  readonly clientId: string
  readonly newcomers: readonly Newcomer[]
  readonly isPasswordOptional: boolean
}

export type Loaded =
  | { readonly status: 'created' | 'unchanged'; readonly personXid: Xid }
  | { readonly status: 'refused'; readonly refusal: NewcomerRefusal }

/**
 * Brings many people in on behalf of a client, in one transaction. Whoever the client brought in before is
 * unchanged, so a load that was cut short is simply done again. Answers in the order of the newcomers.
 */
export type LoadPersons = (
  load: Load,
  caller: Caller,
) => Promise<Result<readonly Loaded[], 'client_not_found'>>

type Dependencies = {
  readonly transact: Transact<ProvisioningUnit>
  readonly takeHashingTurn: TakeHashingTurn
  /** How many passwords are hashed at a time. */
  readonly hashingWidth: number
  readonly passwordPolicy: PasswordPolicy
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

type Checked = Result<CheckedNewcomer, NewcomerRefusal>
type Outcome = Result<{ readonly person: { readonly xid: Xid } }, NewcomerRefusal>

export function loadPersons(dependencies: Dependencies): LoadPersons {
  const { transact, takeHashingTurn, hashingWidth } = dependencies
  return async ({ clientId, newcomers, isPasswordOptional }, caller) => {
    const rules = { ...dependencies, isPasswordOptional }
    const checked = newcomers.map((newcomer) => checkNewcomer(newcomer, rules))
    const looked = await transact(caller, async (unit) => {
      const product = await unit.products.find(clientId)
      return product && (await refuseKnown(unit, product, checked))
    })
    if (!looked) return refuse('client_not_found')
    const hashes = await inParallel(looked, hashingWidth, (one) => hashOf(one, takeHashingTurn))
    return transact(caller, async (unit) => {
      const product = await unit.products.find(clientId)
      if (!product) return refuse('client_not_found')
      const loaded: Loaded[] = []
      for (const [index, one] of looked.entries()) {
        const hash = hashes[index] ?? null
        const outcome: Outcome = one.ok
          ? await addNewcomer(unit, product, { ...one.value, hash }, dependencies)
          : one
        loaded.push(await settle(unit, outcome, { clientId, identifier: newcomers[index]?.identifier ?? '' }))
      }
      return accept(loaded)
    })
  }
}

/** Refuses who is there already before their password is hashed: hashing is what a load costs. */
async function refuseKnown(
  { identities }: ProvisioningUnit,
  { realmXid, clientId }: Product,
  checked: readonly Checked[],
): Promise<readonly Checked[]> {
  const costly = checked.flatMap((one) => (isCostly(one) ? [one.value.named] : []))
  const owners = await identities.listByIdentifiers(realmXid, costly)
  const ownerOf = new Map(owners.map((owner) => [nameOf(owner), owner]))
  return checked.map((one) => {
    const owner = isCostly(one) ? ownerOf.get(nameOf(one.value.named)) : undefined
    return owner ? refuse(takenFor(clientId, owner)) : one
  })
}

function isCostly(one: Checked): one is Extract<Checked, { ok: true }> {
  return one.ok && one.value.password !== null
}

function nameOf({ type, identifier }: ParsedIdentifier): string {
  return `${type} ${identifier}`
}

async function hashOf(one: Checked, take: TakeHashingTurn): Promise<PasswordHash | null> {
  const password = one.ok ? one.value.password : null
  if (password === null) return null
  const hash = await take((turn) => turn.hash(password))
  if (hash === 'overloaded') throw new Error('More passwords are being hashed than there are turns')
  return hash
}

async function settle(
  unit: ProvisioningUnit,
  outcome: Outcome,
  about: { readonly clientId: string; readonly identifier: string },
): Promise<Loaded> {
  if (outcome.ok) return { status: 'created', personXid: outcome.value.person.xid }
  const { refusal } = outcome
  if (typeof refusal === 'object' && refusal.reason === 'identifier_taken') {
    return { status: 'unchanged', personXid: refusal.details.person_xid }
  }
  await reportedProvisioning(unit, outcome, about)
  return { status: 'refused', refusal }
}
