import type { TokenEndpointAuthMethod } from '@lgc/client'
import type { Core } from '@lgc/composition'
import { type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { z } from 'zod'
import { basicCredentials } from '../http/authorization-header.ts'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { limitedClient } from '../http/limited-client.ts'
import type { ProblemCode, Refusal } from '../http/problems.ts'
import { clientId } from '../routes/schemas.ts'

/** The parameters by which a client says who it is (RFC 6749, section 2.3.1). */
export const clientParameters = {
  client_id: clientId.optional(),
  client_secret: z.string().max(256).optional(),
  client_assertion_type: z.string().max(128).optional(),
  client_assertion: z.string().max(16_384).optional(),
} as const

type Parameters = { readonly [Name in keyof typeof clientParameters]?: string | undefined }

/** A client that proved itself as it registered to. */
export type ProvenClient = {
  readonly xid: Xid
  readonly clientId: string
  /** It only said its name. */
  readonly isPublic: boolean
  /** It is held to the FAPI 2.0 Security Profile. */
  readonly isFapi: boolean
}

type Presented =
  | {
      readonly method: Exclude<TokenEndpointAuthMethod, 'private_key_jwt'>
      readonly clientId: string
      readonly secret: string | undefined
    }
  | { readonly method: 'private_key_jwt'; readonly clientId: string | null; readonly assertion: string }

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** How the request may say who is asking. Each looks for its own; null is an attempt that went wrong. */
const steps: readonly ((c: HttpContext, parameters: Parameters) => Presented | null | undefined)[] = [
  function clientSecretBasic(c) {
    const basic = basicCredentials(c)
    return basic && { method: 'client_secret_basic', ...basic }
  },
  function clientSecretPost(_, { client_id, client_secret }) {
    if (client_secret === undefined) return undefined
    if (client_id === undefined) return null
    return { method: 'client_secret_post', clientId: client_id, secret: client_secret }
  },
  function privateKeyJwt(_, { client_id, client_assertion: assertion, client_assertion_type: type }) {
    if (assertion === undefined && type === undefined) return undefined
    if (assertion === undefined || type !== jwtBearer) return null
    return { method: 'private_key_jwt', clientId: client_id ?? null, assertion }
  },
]

export type ClientAuthentication = Pick<Core, 'authenticateClient' | 'authenticateByAssertion'>

/** What is refused of a client, at each endpoint that it proves itself at. */
export const clientErrors: readonly ProblemCode[] = [
  'rate_limited',
  'client_authentication_missing',
  'client_authentication_ambiguous',
  'client_unknown',
  'oauth_client_inactive',
  'client_auth_method_mismatch',
  'client_secret_missing',
  'client_secret_not_allowed',
  'client_authentication_failed',
  'client_assertion_invalid',
  'client_assertion_replayed',
  'client_keys_unavailable',
  'overloaded',
]

/** Who is asking, proved in the one way that the client registered (OpenID Connect Core 1.0, section 9). */
export async function provenClient(
  c: HttpContext,
  core: ClientAuthentication,
  parameters: Parameters,
): Promise<Result<ProvenClient, Refusal>> {
  const presented = presentedBy(c, parameters)
  if (!presented.ok) return presented
  const { method, clientId: id } = presented.value
  const client = await limitedClient(c, {
    clientId: id ?? 'assertion',
    isProof: method !== 'none',
    prove: () => prove(c, core, presented.value),
  })
  if (!client.ok) return client
  const { xid, clientId: provenId, oauth } = client.value
  c.set('clientXid', xid)
  const isFapi = oauth.profile === 'fapi2'
  return accept({ xid, clientId: provenId, isPublic: method === 'none', isFapi })
}

type Registered = {
  readonly xid: Xid
  readonly clientId: string
  readonly oauth: { readonly profile: 'fapi2' | null }
}

function prove(
  c: HttpContext,
  { authenticateClient, authenticateByAssertion }: ClientAuthentication,
  presented: Presented,
): Promise<Result<Registered, Refusal>> {
  if (presented.method !== 'private_key_jwt') return authenticateClient(presented, callerOf(c))
  const { clientId: id, assertion } = presented
  return authenticateByAssertion({ assertion, clientId: id, path: c.req.path }, callerOf(c))
}

/** One proof, not two, and of one client (RFC 6749, section 2.3). */
function presentedBy(c: HttpContext, parameters: Parameters): Result<Presented, ProblemCode> {
  const found = steps.map((step) => step(c, parameters)).filter((one) => one !== undefined)
  if (found.length > 1) return refuse('client_authentication_ambiguous')
  const [first] = found
  if (first === null) return refuse('client_authentication_failed')
  const { client_id } = parameters
  if (first === undefined) {
    if (client_id === undefined) return refuse('client_authentication_missing')
    return accept({ method: 'none', clientId: client_id, secret: undefined })
  }
  const isOfAnother = client_id !== undefined && first.clientId !== null && client_id !== first.clientId
  return isOfAnother ? refuse('client_authentication_ambiguous') : accept(first)
}
