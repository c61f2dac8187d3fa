import type { Access, Clients, Profile, RegisteredClient, Subject, Subjects } from '@lgc/authentication'
import { type Client, type Clients as SqlClients, acceptsRedirectUri, isActive } from '@lgc/client'
import { type ClientTables, sqlClients, sqlGrants } from '@lgc/client/infra'
import type { Xid } from '@lgc/kernel'
import type { FindBrand } from '@lgc/notification'
import type { Person } from '@lgc/person'
import { type PersonTables, type Profiles, sqlProfiles } from '@lgc/person/infra'
import type { Kysely } from 'kysely'

/** What authentication asks of the client context, in its own words. */
export function registeredClients(
  db: Kysely<ClientTables>,
  clients: Pick<SqlClients, 'find'> = sqlClients(db),
): Clients {
  const grants = sqlGrants(db)
  return {
    async find(clientId) {
      const client = await clients.find(clientId)
      return client && registeredClient(client)
    },
    async accessOf(personXid, clientXid): Promise<Access> {
      const grant = await grants.findNewest(personXid, clientXid)
      if (!grant) return { state: 'none' }
      return grant.revokedAt === null
        ? { state: 'active', xid: grant.xid, accessLevel: grant.accessLevel }
        : { state: 'revoked' }
    },
  }
}

/** In whose name a message is written. */
export function brands(db: Kysely<ClientTables>): FindBrand {
  const clients = sqlClients(db)
  return async (clientId) => {
    const client = clientId === null ? undefined : await clients.find(clientId)
    return client ? { name: client.name, color: client.brandColor } : { name: 'LGC', color: null }
  }
}

function registeredClient(client: Client): RegisteredClient {
  return {
    ...client,
    isActive: isActive(client),
    acceptsRedirectUri: (uri) => acceptsRedirectUri(client, uri),
  }
}

/** What authentication asks of the person context, in its own words. */
export function subjects(db: Kysely<PersonTables>): Subjects {
  const profiles = sqlProfiles(db)
  return {
    async find(personXid) {
      const person = await profiles.find(personXid)
      return person && subjectOf(person)
    },
    async findByIdentity(identityXid) {
      const owner = await profiles.ownerOf(identityXid)
      return owner && { ...subjectOf(owner.person), credentialVersion: owner.version }
    },
  }
}

function subjectOf({ xid, realmXid, status }: Person): Subject {
  return { personXid: xid, realmXid, isSuspended: status === 'suspended' }
}

/** A person with identities, as userinfo shows one. */
export async function profileFor(
  profiles: Pick<Profiles, 'load'>,
  personXid: Xid,
): Promise<Profile | undefined> {
  const profile = await profiles.load(personXid)
  if (!profile) return undefined
  const { xid, nameDisplay, nameLegal, updatedAt } = profile.person
  return { personXid: xid, nameDisplay, nameLegal, updatedAt, identities: profile.identities }
}
