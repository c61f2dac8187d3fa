import { type Caller, type Clock, type NewXid, type Result, type Transact, refuse } from '@lgc/kernel'
import type { ToE164 } from '../domain/identifier.ts'
import type { PasswordPolicy } from '../domain/password-policy.ts'
import { answerOnce, recallAnswer } from './answer-once.ts'
import type { PasswordHash, TakeHashingTurn } from './ports.ts'
import {
  type Newcomer,
  type NewcomerRefusal,
  type ProvisionedPerson,
  addNewcomer,
  checkNewcomer,
  reportedProvisioning,
} from './provisioning.ts'
import type { Once, ProvisioningUnit } from './provisioning-ports.ts'

export type ProvisioningOrder = {
  readonly clientId: string
  readonly newcomer: Newcomer
  readonly once: Once | null
}

export type ProvisioningRefusal = NewcomerRefusal | 'idempotency_key_reused' | 'overloaded'

/**
 * Brings a person in on behalf of a client, with consent and grant if it says so, in one transaction. What
 * is asked for under a key is done once and answered alike, also when it is asked many times at once; only
 * `overloaded` is not kept, so that asking again is worth it.
 */
export type ProvisionPerson = (
  order: ProvisioningOrder,
  caller: Caller,
) => Promise<Result<ProvisionedPerson, ProvisioningRefusal>>

type Dependencies = {
  readonly isPasswordOptional: boolean
  readonly transact: Transact<ProvisioningUnit>
  readonly takeHashingTurn: TakeHashingTurn
  readonly passwordPolicy: PasswordPolicy
  readonly toE164: ToE164
  readonly newXid: NewXid
  readonly now: Clock
}

type Given = Result<ProvisionedPerson, NewcomerRefusal | 'idempotency_key_reused'>

export function provisionPerson(dependencies: Dependencies): ProvisionPerson {
  const { transact, takeHashingTurn, now } = dependencies
  return async ({ clientId, newcomer, once }, caller) => {
    const about = { clientId, identifier: newcomer.identifier }
    const given = once && (await transact(caller, (unit) => recall(unit, once)))
    if (given) return given
    const checked = checkNewcomer(newcomer, dependencies)
    const hash = checked.ok ? await hashed(checked.value.password, takeHashingTurn) : null
    if (hash === 'overloaded') return refuse('overloaded')
    return transact(caller, (unit) =>
      answerOnce<ProvisionedPerson, NewcomerRefusal>(unit.answers, once, now(), async () => {
        const outcome = checked.ok ? await add(unit, clientId, { ...checked.value, hash }) : checked
        return reportedProvisioning(unit, outcome, about)
      }),
    )
  }

  async function recall(unit: ProvisioningUnit, once: Once): Promise<Given | undefined> {
    return recallAnswer<ProvisionedPerson, NewcomerRefusal>(unit.answers, once, now())
  }

  async function add(
    unit: ProvisioningUnit,
    clientId: string,
    arrival: Parameters<typeof addNewcomer>[2],
  ): ReturnType<typeof addNewcomer> {
    const product = await unit.products.find(clientId)
    if (!product) throw new Error('The client of a provisioning order is gone')
    return addNewcomer(unit, product, arrival, dependencies)
  }
}

async function hashed(
  password: string | null,
  take: TakeHashingTurn,
): Promise<PasswordHash | null | 'overloaded'> {
  return password === null ? null : take((turn) => turn.hash(password))
}
