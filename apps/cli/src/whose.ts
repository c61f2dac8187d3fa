import type { Core } from '@lgc/composition'
import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type Answer, refused } from './answer.ts'
import { refusedBy } from './explain.ts'
import { findPerson } from './find-person.ts'

type Named = { readonly person?: string; readonly client?: string; readonly realm: string }
type Whose = { readonly personXid: Xid } | { readonly clientXid: Xid }

/** Whose things are listed: of a person or of a client, and exactly one is named. */
export async function whoseOf(core: Core, { person, client, realm }: Named): Promise<Result<Whose, Answer>> {
  if ((person === undefined) === (client === undefined)) {
    return refuse(refused('one_of_person_and_client', 'Name either --person or --client.'))
  }
  if (client !== undefined) {
    const found = await core.queries.clients.find(client)
    return found ? accept({ clientXid: found.xid }) : refuse(refusedBy('client_not_found'))
  }
  const found = await findPerson(core, person ?? '', realm)
  return found.ok ? accept({ personXid: found.value.xid }) : refuse(refusedBy(found.refusal))
}
