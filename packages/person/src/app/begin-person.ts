import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { Identity } from '../domain/identity.ts'
import type { Person } from '../domain/person.ts'
import type { PasswordHash, PersonUnit } from './ports.ts'

type Newcomer = {
  readonly realmXid: Xid
  readonly person: Person
  readonly identity: Identity
  readonly hash: PasswordHash | null
}

/** Somebody who creates themselves, with the identity they came by. Leaves nothing behind when that is taken. */
export async function beginPerson(
  { persons, identities, record }: PersonUnit,
  { realmXid, person, identity, hash }: Newcomer,
): Promise<Result<Pick<Newcomer, 'person' | 'identity'>, 'identifier_taken'>> {
  await persons.add(person)
  if (!(await identities.add(identity, realmXid, hash))) {
    await persons.remove(person.xid)
    return refuse('identifier_taken')
  }
  const agent = { type: 'person', xid: person.xid } as const
  await record({ action: 'person.created', target: { type: 'person', xid: person.xid }, agent })
  await record({
    action: 'identity.created',
    target: { type: 'identity', xid: identity.xid },
    agent,
    details: { person_xid: person.xid, type: identity.type },
  })
  return accept({ person, identity })
}
