import type { Document } from './answer-checker.ts'
import type { Schema } from './described-bodies.ts'
import { type Answer, type Service, openService } from './service.ts'
import type { TestDatabase } from './databases.ts'
import { addApiKey, addPerson, addProduct, logIn, signInto, testCaller, valueOf } from './signing-in.ts'
import { missingXid } from './administering.ts'

type Json = Readonly<Record<string, unknown>>
type Parameter = { readonly name: string; readonly in: string }

/** One operation of the document. */
export type Described = {
  readonly method: string
  /** As the document has it: `/admin/persons/{xid}`. */
  readonly path: string
  readonly query: readonly string[]
  readonly body: { readonly schema: Schema; readonly example: Json } | null
  readonly takesKey: boolean
}

/** A service, every operation that it describes, and a caller who may call each. */
export type DescribedService = Service & {
  readonly operations: readonly Described[]
  /** Calls with everything that the operation wants of a caller. */
  readonly callAs: (operation: Described, call: Outgoing) => Promise<Answer>
}

export type Outgoing = {
  readonly raw?: string
  /** Instead of the xids that nothing has. */
  readonly xid?: string
  readonly search?: string
}

type Written = {
  readonly parameters?: readonly Parameter[]
  readonly security?: readonly Json[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema; readonly example: Json }>>
  }
}

/** Asks for a token that each call uses up, before it looks at anything else; it has a suite of its own. */
const registration = '/client-registration'

/** The callers belong to the realm, and there is another one besides: the default. */
export async function openDescribed(
  create: TestDatabase['create'],
  realm = 'default',
): Promise<DescribedService> {
  const service = await openService(create)
  if (realm !== 'default') valueOf(await service.core.createRealm(realm, testCaller))
  const document = (await (await service.fetch('/openapi.json')).json()) as Document
  const operations = Object.entries(document.paths)
    .filter(([path]) => !path.startsWith(registration))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, written]) => describedBy(method, path, written)),
    )
  const headersFor = await callers(service, realm)
  return {
    ...service,
    operations,
    callAs(operation, { raw, xid = missingXid, search = '' }) {
      const path = operation.path.replaceAll(/\{\w+\}/g, xid)
      const type = raw === undefined ? {} : { 'Content-Type': 'application/json' }
      const headers = { ...headersFor(operation), ...type }
      const body = raw === undefined ? {} : { raw }
      return service.call(`${path}${search}`, { method: operation.method.toUpperCase(), headers, ...body })
    },
  }
}

function describedBy(method: string, path: string, written: unknown): Described {
  const { parameters = [], security = [], requestBody } = written as Written
  const content = requestBody?.content['application/json']
  return {
    method,
    path,
    query: parameters.filter((one) => one.in === 'query').map(({ name }) => name),
    body: content ?? null,
    takesKey: security.some((one) => 'apiKey' in one),
  }
}

type HeadersFor = (operation: Described) => Readonly<Record<string, string>>

/** Somebody who is signed in, and keys of every role. */
async function callers(service: Service, realm: string): Promise<HeadersFor> {
  const product = await addProduct(service)
  const operated = await addProduct(service, { realm })
  const person = await addPerson(service)
  const browser = await logIn(service, person)
  const token = await signInto(service, product, browser)
  const [admin, provisioner, serviceKey] = [
    await addApiKey(service, operated, 'admin'),
    await addApiKey(service, operated, 'provisioner'),
    await addApiKey(service, product, 'service'),
  ]
  return ({ path, takesKey }) => {
    if (path.startsWith('/admin/')) return { 'X-API-Key': admin }
    if (path.startsWith('/provisioning/')) return { 'X-API-Key': provisioner }
    if (takesKey) return { 'X-API-Key': serviceKey, Authorization: `Bearer ${token}` }
    return browser
  }
}
