import { type Caller, type Clock, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { PersonUnit } from './ports.ts'

export type PersonSwitch = {
  readonly personXid: Xid
  readonly status: 'active' | 'suspended'
  readonly reason: string | null
}

/** Suspends a person, which ends every session and forgets unused codes, or reinstates one. */
export type SwitchPerson = (
  wanted: PersonSwitch,
  caller: Caller,
) => Promise<Result<{ readonly sessionsEnded: number }, 'person_not_found'>>

type Dependencies = { readonly transact: Transact<PersonUnit>; readonly now: Clock }

export function switchPerson({ transact, now }: Dependencies): SwitchPerson {
  return ({ personXid, status, reason }, caller) =>
    transact(caller, async ({ persons, signedIn, record }) => {
      if (!(await persons.find(personXid))) return refuse('person_not_found')
      const isChanged = await persons.saveStatus(personXid, status, reason, now())
      if (!isChanged) return accept({ sessionsEnded: 0 })
      const isSuspended = status === 'suspended'
      const sessionsEnded = isSuspended ? await signedIn.expelEverywhere(personXid) : 0
      await record({
        action: isSuspended ? 'person.suspended' : 'person.reinstated',
        target: { type: 'person', xid: personXid },
        details: { sessions_ended: sessionsEnded },
      })
      return accept({ sessionsEnded })
    })
}
