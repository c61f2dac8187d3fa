import * as client from '@lgc/client'
import { sqlClients, sqlRegistrations } from '@lgc/client/infra'
import { narrow } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** How clients come to be and change, by operators or by themselves. */
export type ClientsCore = {
  readonly registerClient: client.RegisterClient
  readonly updateClient: client.UpdateClient
  readonly switchClient: client.SwitchClient
  readonly rotateClientSecret: client.RotateClientSecret
  readonly createRegistrationToken: client.CreateRegistrationToken
  readonly registerByToken: client.RegisterByToken
  readonly findSelfRegistered: client.FindSelfRegistered
}

type Tools = Omit<Parameters<typeof client.registerByToken>[0], 'registrations'>

export function composeClients(db: Kysely<Tables>, tools: Tools): ClientsCore {
  const registrations = sqlRegistrations(narrow(db))
  return {
    registerClient: client.registerClient(tools),
    updateClient: client.updateClient(tools),
    switchClient: client.switchClient(tools),
    rotateClientSecret: client.rotateClientSecret(tools),
    createRegistrationToken: client.createRegistrationToken(tools),
    registerByToken: client.registerByToken({ ...tools, registrations }),
    findSelfRegistered: client.findSelfRegistered({
      ...tools,
      registrations,
      clients: sqlClients(narrow(db)),
    }),
  }
}
