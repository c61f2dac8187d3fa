import { type Result, type Xid, accept, parseXid, refuse } from '@lgc/kernel'
import { clientId, xid } from '../schemas.ts'
import type { Administration } from './administration.ts'
import { clientNamedInRealm, personInRealm } from './in-realm.ts'

/** The members of a query that say whose things are listed; `isOneNamed` wants exactly one. */
export const whoseQuery = { person_xid: xid.optional(), client_id: clientId.optional() }

type Named = { readonly person_xid?: string | undefined; readonly client_id?: string | undefined }

export function isOneNamed({ person_xid, client_id }: Named): boolean {
  return (person_xid === undefined) !== (client_id === undefined)
}

export const oneNamed = 'one_of_person_xid_and_client_id'

export type Whose = { readonly personXid: Xid } | { readonly clientXid: Xid }

export async function whose(
  { core }: Administration,
  realmXid: Xid,
  { person_xid, client_id = '' }: Named,
): Promise<Result<Whose, 'person_not_found' | 'client_not_found'>> {
  if (person_xid !== undefined) {
    const person = await personInRealm(core, realmXid, parseXid(person_xid))
    return person ? accept({ personXid: person.xid }) : refuse('person_not_found')
  }
  const client = await clientNamedInRealm(core, realmXid, client_id)
  return client ? accept({ clientXid: client.xid }) : refuse('client_not_found')
}
