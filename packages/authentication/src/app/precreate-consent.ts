import type { Clock, NewXid, Xid } from '@lgc/kernel'
import type { AuthenticationUnit } from './ports.ts'

type Order = { readonly personXid: Xid; readonly clientXid: Xid; readonly scopes: readonly string[] }

type Tools = { readonly newXid: NewXid; readonly now: Clock }

/**
 * Consents on behalf of somebody who was never here, in the transaction of whoever brings them in. Whether
 * the client may ask for the scopes was decided before.
 */
export async function precreateConsent(
  { consents, record }: Pick<AuthenticationUnit, 'consents' | 'record'>,
  { personXid, clientXid, scopes }: Order,
  { newXid, now }: Tools,
): Promise<void> {
  await consents.extend({ xid: newXid(), personXid, clientXid, scopes, source: 'provisioned', at: now() })
  await record({
    action: 'consent.precreated',
    target: { type: 'person', xid: personXid },
    details: { client_xid: clientXid, scopes },
  })
}
