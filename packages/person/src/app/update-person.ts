import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { Person, PersonStatus } from '../domain/person.ts'
import { changeStatus } from './change-status.ts'
import type { PersonUnit } from './ports.ts'

export type PersonChange = {
  /** A person of another realm is as good as none. */
  readonly realmXid: Xid
  readonly personXid: Xid
  /** What is not named stays as it is. */
  readonly names: Partial<Pick<Person, 'nameDisplay' | 'nameLegal'>>
  readonly status: PersonStatus | null
  readonly reason: string | null
}

/** Renames, suspends or reinstates a person on behalf of an operator. What changes nothing is not recorded. */
export type UpdatePerson = (
  change: PersonChange,
  caller: Caller,
) => Promise<Result<Person, 'person_not_found'>>

type Dependencies = { readonly transact: Transact<PersonUnit>; readonly now: Clock }

export function updatePerson({ transact, now }: Dependencies): UpdatePerson {
  return ({ realmXid, personXid, names, status, reason }, caller) =>
    transact(caller, async (unit) => {
      const person = await unit.persons.find(personXid)
      if (person?.realmXid !== realmXid) return refuse('person_not_found')
      const at = now()
      const changed = changedNames(person, names)
      if (changed.length > 0) {
        await unit.persons.saveNames(personXid, { ...person, ...names }, at)
        await unit.record({
          action: 'person.updated',
          target: { type: 'person', xid: personXid },
          details: { changed },
        })
      }
      if (status) await changeStatus(unit, { personXid, status, reason }, at)
      return accept((await unit.persons.find(personXid)) ?? person)
    })
}

function changedNames(person: Person, { nameDisplay, nameLegal }: PersonChange['names']): readonly string[] {
  return [
    ...(nameDisplay !== undefined && nameDisplay !== person.nameDisplay ? ['name_display'] : []),
    ...(nameLegal !== undefined && nameLegal !== person.nameLegal ? ['name_legal'] : []),
  ]
}
