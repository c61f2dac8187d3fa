import type { Answer } from '../answer.ts'
import type { AskAgain } from '../ask-again.ts'
import { type Named, nameFor } from '../idempotency-key.ts'
import { type Pages, pagesOf } from '../pages.ts'
import { type Read, type ShapeOf, listOf, nothing, number, orNull, shape, text } from '../read-shape.ts'
import { type ApiKey, type Client, type ClientOAuth, apiKey, client } from '../things.ts'
import { wireRecordOf } from '../wire-names.ts'

export type ClientFilter = {
  /** How the client_id or the name begins. */
  readonly q?: string
  readonly includeInactive?: boolean
}
export type ClientChange = {
  readonly name?: string
  readonly redirectUris?: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  readonly allowedScopes?: readonly string[]
  readonly requiresGrant?: boolean
  readonly isFirstParty?: boolean
  readonly codeLifetimeInSeconds?: number
  readonly logoUri?: string | null
  readonly brandColor?: string | null
  /** Of OAuth and OpenID Connect; what is not named stays as it is. */
  readonly oauth?: Partial<ClientOAuth>
}
export type ClientOrder = ClientChange & {
  readonly clientId: string
  readonly type?: 'confidential' | 'public'
  readonly name: string
  readonly allowedScopes: readonly string[]
}
export type ApiKeyOrder = {
  readonly name: string
  readonly role: 'service' | 'provisioner' | 'admin'
  /** RFC 3339. */
  readonly expiresAt?: string | null
  readonly allowedNetworks?: readonly string[] | null
}

const created = { client, clientSecret: orNull(text) } as const
const rotated = { clientSecret: text, previousValidUntil: text } as const
const switched = { client, sessionsRevoked: number } as const
const createdKey = { apiKey, key: text } as const
export type CreatedClient = ShapeOf<typeof created>
export type RotatedSecret = ShapeOf<typeof rotated>
export type SwitchedClient = ShapeOf<typeof switched>
export type CreatedApiKey = ShapeOf<typeof createdKey>

const keys: Read<readonly ApiKey[]> = (found, where) => shape({ data: listOf(apiKey) })(found, where).data

export interface ClientAdmin {
  list(filter?: ClientFilter): Pages<Client>
  read(xid: string): Promise<Answer<Client>>
  /** The secret is in this answer and nowhere else. */
  create(order: ClientOrder, named?: Named): Promise<Answer<CreatedClient>>
  update(xid: string, change: ClientChange): Promise<Answer<Client>>
  activate(xid: string): Promise<Answer<SwitchedClient>>
  deactivate(xid: string): Promise<Answer<SwitchedClient>>
  /** The secret before stays valid for `overlapSeconds`. */
  rotateSecret(
    xid: string,
    options?: Named & { readonly overlapSeconds?: number },
  ): Promise<Answer<RotatedSecret>>
  readonly apiKeys: {
    list(clientXid: string): Promise<Answer<readonly ApiKey[]>>
    /** The key is in this answer and nowhere else. */
    create(clientXid: string, order: ApiKeyOrder, named?: Named): Promise<Answer<CreatedApiKey>>
    revoke(clientXid: string, xid: string): Promise<Answer<undefined>>
  }
}

export function clientAdmin(ask: AskAgain): ClientAdmin {
  const path = '/admin/clients'
  const pathOf = (xid: string): string => `${path}/${encodeURIComponent(xid)}`
  const turn = (xid: string, verb: 'activate' | 'deactivate'): Promise<Answer<SwitchedClient>> =>
    ask({ method: 'POST', path: `${pathOf(xid)}/${verb}` }, shape(switched))
  return {
    list: (filter) => pagesOf(ask, path, client, filter),
    read: (xid) => ask({ method: 'GET', path: pathOf(xid) }, client),
    create: (order, named) =>
      ask({ method: 'POST', path, json: wireRecordOf(order), ...nameFor(named) }, shape(created)),
    update: (xid, change) => ask({ method: 'PATCH', path: pathOf(xid), json: wireRecordOf(change) }, client),
    activate: (xid) => turn(xid, 'activate'),
    deactivate: (xid) => turn(xid, 'deactivate'),
    rotateSecret: (xid, { overlapSeconds, ...named } = {}) => {
      const question = { method: 'POST', path: `${pathOf(xid)}/secret/rotate` } as const
      return ask({ ...question, json: wireRecordOf({ overlapSeconds }), ...nameFor(named) }, shape(rotated))
    },
    apiKeys: keyAdmin(ask, pathOf),
  }
}

function keyAdmin(ask: AskAgain, pathOf: (clientXid: string) => string): ClientAdmin['apiKeys'] {
  return {
    list: (clientXid) => ask({ method: 'GET', path: `${pathOf(clientXid)}/api-keys` }, keys),
    create: (clientXid, order, named) => {
      const question = { method: 'POST', path: `${pathOf(clientXid)}/api-keys` } as const
      return ask({ ...question, json: wireRecordOf(order), ...nameFor(named) }, shape(createdKey))
    },
    revoke: (clientXid, xid) =>
      ask({ method: 'DELETE', path: `${pathOf(clientXid)}/api-keys/${encodeURIComponent(xid)}` }, nothing),
  }
}
