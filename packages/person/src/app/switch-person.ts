import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { type StatusChange, changeStatus } from './change-status.ts'
import type { PersonUnit } from './ports.ts'

export type PersonSwitch = StatusChange

/** Suspends a person, which ends every session and forgets unused codes, or reinstates one. */
export type SwitchPerson = (
  wanted: PersonSwitch,
  caller: Caller,
) => Promise<Result<{ readonly sessionsEnded: number }, 'person_not_found'>>

type Dependencies = { readonly transact: Transact<PersonUnit>; readonly now: Clock }

export function switchPerson({ transact, now }: Dependencies): SwitchPerson {
  return ({ personXid, status, reason }, caller) =>
    transact(caller, async (unit) => {
      if (!(await unit.persons.find(personXid))) return refuse('person_not_found')
      return accept({ sessionsEnded: await changeStatus(unit, { personXid, status, reason }, now()) })
    })
}
