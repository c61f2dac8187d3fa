import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { AttemptKeyOf, PersonUnit } from './ports.ts'

/**
 * Removes a person for good, with identities, sessions, codes, grants, consents and counted attempts. The
 * trail stays, and names the person by xid only.
 */
export type DeletePerson = (
  person: { readonly realmXid: Xid; readonly personXid: Xid },
  caller: Caller,
) => Promise<Result<true, 'person_not_found'>>

type Dependencies = { readonly transact: Transact<PersonUnit>; readonly attemptKeyOf: AttemptKeyOf }

export function deletePerson({ transact, attemptKeyOf }: Dependencies): DeletePerson {
  return ({ realmXid, personXid }, caller) =>
    transact(caller, async ({ persons, identities, attempts, signedIn, record }) => {
      const person = await persons.find(personXid)
      if (person?.realmXid !== realmXid) return refuse('person_not_found')
      const named = await identities.listOf(personXid)
      for (const identity of named) await attempts.forget(attemptKeyOf(realmXid, identity))
      const sessionsEnded = await signedIn.expelEverywhere(personXid)
      if (!(await persons.remove(personXid))) return refuse('person_not_found')
      await record({
        action: 'person.deleted',
        target: { type: 'person', xid: personXid },
        details: { sessions_ended: sessionsEnded, identity_xids: named.map(({ xid }) => xid) },
      })
      return accept(true)
    })
}
