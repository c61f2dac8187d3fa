import { type Caller, type Result, type Transact, type Xid, accept, refuse } from '@lgc/kernel'
import type { Client } from '../domain/client.ts'
import type { ClientUnit, Clients, Digest, Registrations } from './ports.ts'

/** The client that looks after its own registration (RFC 7592, section 2). Nobody learns whether there is another. */
export type FindSelfRegistered = (
  presented: { readonly clientXid: Xid | undefined; readonly token: string | null },
  caller: Caller,
) => Promise<Result<Client, 'registration_token_invalid'>>

type Dependencies = {
  readonly transact: Transact<ClientUnit>
  readonly clients: Pick<Clients, 'findByXid'>
  readonly registrations: Pick<Registrations, 'isBound'>
  readonly digest: Digest
}

export function findSelfRegistered({
  transact,
  clients,
  registrations,
  digest,
}: Dependencies): FindSelfRegistered {
  return async ({ clientXid, token }, caller) => {
    const isTheirs = clientXid && token !== null && (await registrations.isBound(clientXid, digest(token)))
    const client = isTheirs ? await clients.findByXid(clientXid) : undefined
    if (client) return accept(client)
    return transact(caller, async ({ report }) => {
      await report({
        event: 'client_registration_refused',
        details: { reason: 'registration_token_invalid' },
      })
      return refuse('registration_token_invalid')
    })
  }
}
