import type { Endpoint } from '../../http/endpoint.ts'
import type { Administration } from './administration.ts'
import { deletePersonRoute } from './delete-person.ts'
import { listPersonsRoute } from './list-persons.ts'
import { readPersonRoute } from './read-person.ts'
import { updatePersonRoute } from './update-person.ts'

/** What operators may do (contract 1.8.14). */
export function adminEndpoints(administration: Administration): readonly Endpoint[] {
  return [listPersonsRoute, readPersonRoute, updatePersonRoute, deletePersonRoute].map((route) =>
    route(administration),
  )
}
