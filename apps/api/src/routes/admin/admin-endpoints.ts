import type { Endpoint } from '../../http/endpoint.ts'
import type { Administration } from './administration.ts'
import { changeChallengeRoute } from './change-challenge.ts'
import { changeGrantRoute } from './change-grant.ts'
import { changeIdentifierRoute } from './change-identifier.ts'
import { createApiKeyRoute } from './create-api-key.ts'
import { createClientRoute } from './create-client.ts'
import { createGrantRoute } from './create-grant.ts'
import { createRealmRoute } from './create-realm.ts'
import { deletePersonRoute } from './delete-person.ts'
import { listApiKeysRoute } from './list-api-keys.ts'
import { listClientsRoute } from './list-clients.ts'
import { listConsentsRoute } from './list-consents.ts'
import { listGrantsRoute } from './list-grants.ts'
import { listIdentitiesRoute } from './list-identities.ts'
import { listPersonsRoute } from './list-persons.ts'
import { listRealmsRoute } from './list-realms.ts'
import { listSessionsRoute } from './list-sessions.ts'
import { readClientRoute } from './read-client.ts'
import { readPersonRoute } from './read-person.ts'
import { renameRealmRoute } from './rename-realm.ts'
import { revokeApiKeyRoute } from './revoke-api-key.ts'
import { revokeGrantRoute } from './revoke-grant.ts'
import { revokeSessionRoute } from './revoke-session.ts'
import { rotateClientSecretRoute } from './rotate-client-secret.ts'
import { activateClientRoute, deactivateClientRoute } from './switch-client.ts'
import { updateClientRoute } from './update-client.ts'
import { updatePersonRoute } from './update-person.ts'
import { withdrawConsentRoute } from './withdraw-consent.ts'

const routes: readonly ((administration: Administration) => Endpoint)[] = [
  listPersonsRoute,
  readPersonRoute,
  updatePersonRoute,
  deletePersonRoute,
  listIdentitiesRoute,
  changeIdentifierRoute,
  changeChallengeRoute,
  createGrantRoute,
  listGrantsRoute,
  changeGrantRoute,
  revokeGrantRoute,
  listClientsRoute,
  readClientRoute,
  createClientRoute,
  updateClientRoute,
  deactivateClientRoute,
  activateClientRoute,
  rotateClientSecretRoute,
  listApiKeysRoute,
  createApiKeyRoute,
  revokeApiKeyRoute,
  listSessionsRoute,
  revokeSessionRoute,
  listConsentsRoute,
  withdrawConsentRoute,
  listRealmsRoute,
  createRealmRoute,
  renameRealmRoute,
]

/** What operators may do (contract 1.8.14). */
export function adminEndpoints(administration: Administration): readonly Endpoint[] {
  return routes.map((route) => route(administration))
}
