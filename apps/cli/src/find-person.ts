import type { Core } from '@lgc/composition'
import { type Result, accept, parseXid, refuse } from '@lgc/kernel'
import type { Person } from '@lgc/person'

type NotFound = 'person_not_found' | 'realm_unknown' | 'identifier_unrecognized'

/** A person by xid, or by anything they sign in with in the realm. */
export async function findPerson(
  { queries, parseIdentifier }: Core,
  named: string,
  realmName: string,
): Promise<Result<Person, NotFound>> {
  const xid = parseXid(named)
  if (xid) return orNotFound(await queries.profiles.find(xid))
  const realm = await queries.realms.find(realmName)
  if (!realm) return refuse('realm_unknown')
  const parsed = parseIdentifier(named)
  if (!parsed.ok) return parsed
  const identity = await queries.identities.findByIdentifier(realm.xid, parsed.value)
  return orNotFound(identity && (await queries.profiles.find(identity.personXid)))
}

function orNotFound(person: Person | undefined): Result<Person, 'person_not_found'> {
  return person ? accept(person) : refuse('person_not_found')
}
