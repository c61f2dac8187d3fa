import type { Endpoint } from '../../http/endpoint.ts'
import type { Administration } from './administration.ts'
import { changeChallengeRoute } from './change-challenge.ts'
import { changeGrantRoute } from './change-grant.ts'
import { changeIdentifierRoute } from './change-identifier.ts'
import { createGrantRoute } from './create-grant.ts'
import { deletePersonRoute } from './delete-person.ts'
import { listGrantsRoute } from './list-grants.ts'
import { listIdentitiesRoute } from './list-identities.ts'
import { listPersonsRoute } from './list-persons.ts'
import { readPersonRoute } from './read-person.ts'
import { revokeGrantRoute } from './revoke-grant.ts'
import { updatePersonRoute } from './update-person.ts'

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
]

/** What operators may do (contract 1.8.14). */
export function adminEndpoints(administration: Administration): readonly Endpoint[] {
  return routes.map((route) => route(administration))
}
