import { type Realm, realmNameForm } from '@lgc/client'
import { defaultRealmXid } from '@lgc/composition'
import { z } from 'zod'
import type { HttpContext } from '../../http/exchange.ts'
import { problem } from '../../http/problems.ts'
import { examples, timestamp, xid } from '../schemas.ts'
import { timestampOf } from '../wire.ts'
import { type Administration, type Operator, asOperator } from './administration.ts'

export const realm = z.strictObject({ xid, name: z.string(), created_at: timestamp })

export const realmRequest = z.strictObject({ name: z.string().regex(realmNameForm) })

export const realmExample = { xid: examples.realmXid, name: 'partners', created_at: examples.now } as const

export function realmToWire(of: Realm): z.input<typeof realm> {
  return { xid: of.xid, name: of.name, created_at: timestampOf(of.createdAt) }
}

/** An operator of one realm knows of no other, so what is of all realms is left to operators of the default one. */
export function asKeeperOfRealms(
  c: HttpContext,
  administration: Pick<Administration, 'core'>,
  work: (operator: Operator) => Promise<Response>,
): Promise<Response> {
  return asOperator(c, administration, async (operator) =>
    operator.realmXid === defaultRealmXid ? work(operator) : problem(c, 'realm_forbidden'),
  )
}
