import type { LoginFlow } from '@lgc/authentication'
import { defaultRealmXid } from '@lgc/composition'
import type { Pages } from './page-context.ts'

/** In which realm the person of a flow is to be found: the client's, or the default one. */
export async function realmOfFlow({ core }: Pages, { request }: LoginFlow): Promise<typeof defaultRealmXid> {
  const client = request && (await core.queries.clients.find(request.clientId))
  return client?.realmXid ?? defaultRealmXid
}
