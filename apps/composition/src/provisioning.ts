import { precreateConsent } from '@lgc/authentication'
import { type AuthenticationTables, sqlConsents } from '@lgc/authentication/infra'
import { giveGrant } from '@lgc/client'
import { type ClientTables, sqlClients, sqlGrants } from '@lgc/client/infra'
import type { Caller, Clock, NewXid, Trail } from '@lgc/kernel'
import type { Products } from '@lgc/person'
import type { Kysely } from 'kysely'

type Tools = {
  readonly caller: Caller
  readonly newXid: NewXid
  readonly now: Clock
  readonly trail: Trail<string, string>
}

type Handles = {
  readonly client: Kysely<ClientTables>
  readonly authentication: Kysely<AuthenticationTables>
}

/** What the person context asks of the others when a client brings somebody in, on one transaction. */
export function products(handles: Handles, { trail, ...tools }: Tools): Products {
  const clients = sqlClients(handles.client)
  const grants = { ...trail, grants: sqlGrants(handles.client) }
  const consents = { ...trail, consents: sqlConsents(handles.authentication) }
  return {
    find: clients.find,
    consentFor: (personXid, { xid: clientXid }, scopes) =>
      precreateConsent(consents, { personXid, clientXid, scopes }, tools),
    async admit(personXid, client, accessLevel) {
      const grant = await giveGrant(grants, { personXid, client, accessLevel }, tools)
      if (!grant) throw new Error('A person who is new has a grant already')
      return grant
    },
  }
}
