import type { Xid } from '@lgc/kernel'
import { mergedLookup } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { Identity } from '../domain/identity.ts'
import type { Person } from '../domain/person.ts'
import type { CredentialVersion } from '../app/ports.ts'
import { credentialVersion } from './credential-version.ts'
import { identitiesOf, sqlIdentitiesLookup } from './sql-identities.ts'
import { personFrom, selectPersons, sqlPersons } from './sql-persons.ts'
import type { PersonTables } from './tables.ts'

export type Profile = { readonly person: Person; readonly identities: readonly Identity[] }
export type IdentityOwner = { readonly person: Person; readonly version: CredentialVersion }

/** What other contexts may read of a person. */
export type Profiles = {
  readonly find: (personXid: Xid) => Promise<Person | undefined>
  /** The person whose identity it is, and how its credential stands now. */
  readonly ownerOf: (identityXid: Xid) => Promise<IdentityOwner | undefined>
  /** With all identities, primary and oldest first. */
  readonly load: (personXid: Xid) => Promise<Profile | undefined>
}

export function sqlProfiles(db: Kysely<PersonTables>): Profiles {
  const { find } = sqlPersons(db)
  return {
    find,

    async ownerOf(identityXid) {
      const row = await db
        .selectFrom('identities')
        .innerJoin('persons', 'persons.id', 'identities.person_id')
        .select(['persons.xid as person_xid', 'identities.challenge', 'identities.identifier'])
        .where('identities.xid', '=', identityXid)
        .executeTakeFirst()
      const person = row && (await find(row.person_xid))
      return person && { person, version: credentialVersion(row.challenge, row.identifier) }
    },

    async load(personXid) {
      const person = await find(personXid)
      return person && { person, identities: await identitiesOf(db, personXid) }
    },
  }
}

/** The same outside of transactions, by two statements for many people at once. */
export function sqlProfileLookup(db: Kysely<PersonTables>): Profiles['load'] {
  const findPerson = mergedLookup(db, {
    select: (xids: readonly Xid[]) => selectPersons(db).where('persons.xid', 'in', xids),
    keyOf: (row) => row.xid,
  })
  const identitiesFor = sqlIdentitiesLookup(db)
  return async (personXid) => {
    const [row, identities] = await Promise.all([findPerson(personXid), identitiesFor(personXid)])
    return row && { person: personFrom(row), identities }
  }
}
