import type { Figures } from '../figures.ts'
import type { Outgoing } from '../load/order.ts'
import { compare } from '../measure.ts'
import { benchRedirectUri } from '../seed/client.ts'
import { codeVerifier, seedCodes } from '../seed/codes.ts'
import type { World } from '../world.ts'
import { clientRequest, proveClientOnce } from './client-requests.ts'

/** A code for tokens: the client proves itself, the code is spent, and everything goes on the record. */
export async function codeExchange(world: World): Promise<Figures> {
  const { filler, client, size } = world
  await proveClientOnce(world)
  const holders = { clientRow: client.row, persons: size.persons, isOpenId: true }
  const work = {
    take: async (count: number) =>
      (await seedCodes(filler, count, holders)).map((code) => exchangeOf(client.clientId, code)),
  }
  return compare(world, {
    row: 'code-exchange',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work },
      { name: 'lgc', server: await world.server('lgc'), work },
    ],
  })
}

function exchangeOf(clientId: string, code: string): Outgoing {
  return clientRequest('/token', clientId, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: benchRedirectUri,
    code_verifier: codeVerifier,
  })
}
