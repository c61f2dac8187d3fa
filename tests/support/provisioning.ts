import type { Answer, Service } from './service.ts'
import { type Product, addApiKey, addProduct } from './signing-in.ts'
import { freshName } from './world.ts'

type Json = Readonly<Record<string, unknown>>

export const newPassword = 'another horse battery'

/** A product with a key for provisioning. */
export type Provisioner = { readonly product: Product; readonly key: string }

export async function addProvisioner(
  service: Pick<Service, 'core'>,
  settings: Parameters<typeof addProduct>[1] = {},
): Promise<Provisioner> {
  const product = await addProduct(service, settings)
  return { product, key: await addApiKey(service, product, 'provisioner') }
}

export const provisionedPassword = 'correct horse battery'

/** A person to be provisioned, whom nobody has used yet. */
export function newcomer(more: Json = {}): Json & { readonly identity: { readonly identifier: string } } {
  const identity = { type: 'company_code', identifier: freshName('PROV'), challenge: provisionedPassword }
  return { name_display: 'Grace', identity, ...more }
}

export function provision(
  service: Pick<Service, 'call'>,
  { key }: Provisioner,
  json: Json,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return service.call('/provisioning/persons', { json, headers: { 'X-API-Key': key, ...headers } })
}

export function change(
  service: Pick<Service, 'call'>,
  { key }: Provisioner,
  what: { readonly xid: string; readonly member: 'challenge' | 'identifier' },
  json: Json,
): Promise<Answer> {
  const headers = { 'X-API-Key': key }
  const path = `/provisioning/persons/${what.xid}/${what.member}`
  return service.call(path, { method: 'PATCH', json, headers })
}
