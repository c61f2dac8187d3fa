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
} as const

type Parameters = { readonly client_id?: string | undefined; readonly client_secret?: string | undefined }

/** A client that proved itself as it registered to. */
export type ProvenClient = {
  readonly xid: Xid
  readonly clientId: string
  /** It only said its name. */
  readonly isPublic: boolean
}

type Presented = {
  readonly method: TokenEndpointAuthMethod
  readonly clientId: string
  readonly secret: string | undefined
}

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
]

export type ClientAuthentication = Pick<Core, 'authenticateClient'>

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
  'overloaded',
]

/** Who is asking, proved in the one way that the client registered (OpenID Connect Core 1.0, section 9). */
export async function provenClient(
  c: HttpContext,
  { authenticateClient }: ClientAuthentication,
  parameters: Parameters,
): Promise<Result<ProvenClient, Refusal>> {
  const presented = presentedBy(c, parameters)
  if (!presented.ok) return presented
  const { clientId: id, method } = presented.value
  const client = await limitedClient(c, {
    clientId: id,
    isProof: method !== 'none',
    prove: () => authenticateClient(presented.value, callerOf(c)),
  })
  if (!client.ok) return client
  const { xid } = client.value
  c.set('clientXid', xid)
  return accept({ xid, clientId: id, isPublic: method === 'none' })
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
  const isOfAnother = client_id !== undefined && client_id !== first.clientId
  return isOfAnother ? refuse('client_authentication_ambiguous') : accept(first)
}
