import type { Figures } from '../figures.ts'
import type { Outgoing } from '../load/order.ts'
import { type WorkOnce, compare } from '../measure.ts'
import { madeBy } from '../peers/made-by.ts'
import { benchRedirectUri } from '../seed/client.ts'
import { codeVerifier, seedCodes } from '../seed/codes.ts'
import type { World } from '../world.ts'
import { clientRequest, proveClientOnce } from './client-requests.ts'

/** A code for tokens: the client proves itself, the code is spent, and everything goes on the record. */
export async function codeExchange(world: World): Promise<Figures> {
  await proveClientOnce(world)
  const work = codeExchanges(world)
  const peers = ['oidc-provider in memory', 'oidc-provider'] as const
  const contenders = peers.map(async (name) => {
    const server = await world.server(name)
    const take = async (count: number) =>
      (await madeBy(server, 'code', count)).map((code) => exchangeOf(world.client.clientId, code))
    return { name, server, work: { take } }
  })
  return compare(world, {
    row: 'code-exchange',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work },
      ...(await Promise.all(contenders)),
      { name: 'lgc', server: await world.server('lgc'), work },
    ],
  })
}

export function codeExchanges({ filler, client, size }: World): WorkOnce {
  const holders = { clientRow: client.row, persons: size.persons, isOpenId: true }
  return {
    take: async (count) =>
      (await seedCodes(filler, count, holders)).map((code) => exchangeOf(client.clientId, code)),
  }
}

function exchangeOf(clientId: string, code: string): Outgoing {
  return clientRequest('/token', clientId, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: benchRedirectUri,
    code_verifier: codeVerifier,
  })
}
