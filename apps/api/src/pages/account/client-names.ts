import type { Pages } from '../page-context.ts'

/** What the clients are called, by the name under which they are registered. */
export async function clientNames(
  { core }: Pages,
  clientIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const clients = await Promise.all([...new Set(clientIds)].map((id) => core.queries.clients.find(id)))
  return new Map(clients.flatMap((client) => (client ? [[client.clientId, client.name] as const] : [])))
}
