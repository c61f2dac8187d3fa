import type { Xid } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import type { NoteEnded } from '../app/logout/ports.ts'
import { endSessionsOn } from './ended-sessions.ts'
import { foreignKeys } from './foreign-keys.ts'
import type { AuthenticationTables } from './tables.ts'

/** How other contexts end what they no longer allow, in their own transaction. */
export type SignedIn = {
  readonly expel: (personXid: Xid, clientXid: Xid) => Promise<number>
  readonly expelAll: (clientXid: Xid) => Promise<number>
  readonly expelEverywhere: (personXid: Xid) => Promise<number>
  /** Leaves the one session. */
  readonly expelOthers: (personXid: Xid, keptSessionXid: Xid) => Promise<number>
}

/** Each answers how many sessions it ended; codes that nobody has used yet are forgotten too. */
export function sqlSignedIn(db: Kysely<AuthenticationTables>, noteEnded: NoteEnded): SignedIn {
  const idOf = foreignKeys(db)
  const endWhere = endSessionsOn(db, noteEnded)
  type Who = { readonly person?: Xid; readonly client?: Xid; readonly but?: Xid }

  const expelWhere = async ({ person, client, but }: Who): Promise<number> => {
    let codes = db.deleteFrom('authorization_codes').where('used_at', 'is', null)
    if (person) codes = codes.where('person_id', '=', idOf.person(person))
    if (client) codes = codes.where('client_id', '=', idOf.client(client))
    await codes.execute()
    return endWhere((eb) =>
      eb.and([
        ...(person ? [eb('person_id', '=', idOf.person(person))] : []),
        ...(client ? [eb('client_id', '=', idOf.client(client))] : []),
        ...(but ? [eb('xid', '!=', but)] : []),
      ]),
    )
  }

  return {
    expel: (person, client) => expelWhere({ person, client }),
    expelAll: (client) => expelWhere({ client }),
    expelEverywhere: (person) => expelWhere({ person }),
    expelOthers: (person, but) => expelWhere({ person, but }),
  }
}
