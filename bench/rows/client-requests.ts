import type { Outgoing } from '../load/order.ts'
import { clientSecret } from '../seed/client.ts'
import type { ServerName } from '../servers.ts'
import type { World } from '../world.ts'

/** A form from the client of the bench, which proves itself in it. */
export function clientRequest(
  path: string,
  clientId: string,
  form: Readonly<Record<string, string>>,
): Outgoing {
  const client = { client_id: clientId, client_secret: clientSecret }
  return {
    method: 'POST',
    path,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...form, ...client }).toString(),
  }
}

/** A secret that nobody has proved yet is hashed, and many hashes at once are refused: one is asked alone. */
export async function proveClientOnce(
  { server, client }: World,
  clientId: string = client.clientId,
  at: ServerName = 'lgc',
): Promise<void> {
  const { origin } = await server(at)
  const {
    path,
    headers,
    body = '',
  } = clientRequest('/token', clientId, {
    grant_type: 'client_credentials',
  })
  const answer = await fetch(origin + path, { method: 'POST', headers, body })
  if (answer.status !== 200) throw new Error(`the client was refused: ${await answer.text()}`)
}
