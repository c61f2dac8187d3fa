import type { Client } from '@lgc/client'
import type { RegisteredPerson } from '@lgc/person'
import type { Answer, Service } from './service.ts'
import { type Product, addApiKey, addProduct } from './signing-in.ts'
import { freshName, testCaller, testPassword, valueOf } from './world.ts'

type Json = Readonly<Record<string, unknown>>

/** An operator with a key of the role `admin`, in the default realm. */
export type Admin = {
  readonly key: string
  readonly keyXid: string
  readonly product: Product
  readonly get: (path: string) => Promise<Answer>
  readonly send: (method: string, path: string, json?: Json, agent?: string) => Promise<Answer>
}

export async function addAdmin(service: Service): Promise<Admin> {
  const product = await addProduct(service)
  const key = await addApiKey(service, product, 'admin')
  const { xid } = await service.db
    .selectFrom('api_keys')
    .select('xid')
    .where('key_prefix', '=', key.slice(0, 12))
    .executeTakeFirstOrThrow()
  return {
    key,
    keyXid: xid,
    product,
    get: (path) => service.call(path, { headers: { 'X-API-Key': key } }),
    send(method, path, json, agent) {
      const headers = { 'X-API-Key': key, ...(agent === undefined ? {} : { 'X-LGC-Agent': agent }) }
      return service.call(path, { method, headers, ...(json === undefined ? {} : { json }) })
    },
  }
}

/** Somebody, and a client, of a realm that the operator has nothing to do with. */
export type Strangers = RegisteredPerson & { readonly client: Client }

export async function addStrangers({ core }: Service): Promise<Strangers> {
  const realm = valueOf(await core.createRealm(freshName('realm'), testCaller))
  const registration = {
    realmXid: realm.xid,
    nameDisplay: 'Stranger',
    nameLegal: null,
    type: 'email',
    identifier: `${freshName('stranger')}@example.com`,
    password: testPassword,
  } as const
  const registered = valueOf(await core.registerPerson(registration, testCaller))
  const settings = {
    name: 'Strange',
    redirectUris: ['https://strange.example/callback'],
    postLogoutRedirectUris: [],
    allowedScopes: ['openid'],
    requiresGrant: false,
    isFirstParty: false,
    codeLifetimeInSeconds: 600,
    logoUri: null,
    brandColor: null,
  }
  const order = { clientId: freshName('strange'), realm: realm.name, secret: null, settings }
  return { ...registered, client: valueOf(await core.registerClient(order, testCaller)).client }
}

export const missingXid = '00000000000000000099'

/** What an answer says apart from what differs with every request. */
export function saidBy({ status, body }: Answer): unknown {
  return { status, body: { ...body, request_id: null } }
}

export type Recorded = {
  readonly action: string
  readonly target: string
  readonly agent: string
  readonly details: Json
}

/** What the audit log says of the request that was answered. */
export async function recordOf(
  { db }: Pick<Service, 'db'>,
  { headers }: Answer,
): Promise<readonly Recorded[]> {
  const rows = await db
    .selectFrom('audit_log')
    .selectAll()
    .where('request_id', '=', headers.get('x-request-id') ?? '')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    action: row.action,
    target: `${row.target_type} ${row.target_xid}`,
    agent: `${row.agent_type} ${row.agent_xid}`,
    details: JSON.parse(row.metadata) as Json,
  }))
}

/** The xids on all pages of a list, by walking it from its first page to its last. */
export async function walk(
  admin: Admin,
  path: string,
  between: () => Promise<unknown> = async () => {},
): Promise<readonly string[]> {
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; await between()) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const { status, body } = await admin.get(`${path}${more}`)
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
    seen.push(...(body['data'] as readonly { xid: string }[]).map(({ xid }) => xid))
    cursor = body['next_cursor'] as string | null
  }
  return seen
}
