import type { Client } from '@lgc/client'
import type { Config, Core } from '@lgc/composition'
import { parseXid } from '@lgc/kernel'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { clientMetadata, metadataOf } from './client-metadata.ts'
import { registered, registeredExample } from './register-client.ts'
import {
  faulty,
  invalidToken,
  metadataErrors,
  metadataProblem,
  readRegistration,
  registrationToken,
  tokenErrors,
} from './registration-requests.ts'

type Dependencies = Pick<Core, 'findSelfRegistered' | 'updateClient' | 'switchClient'> & {
  readonly queries: Pick<Core['queries'], 'clients'>
}

const path = '/client-registration/:xid'
const common = {
  tag: 'OpenID Connect',
  credentials: ['bearer'],
  answers: {
    200: { description: 'The client as it is registered', schema: registered, example: registeredExample },
  },
} as const satisfies Partial<Operation>

const operations = {
  read: {
    ...common,
    id: 'readRegistration',
    summary: 'A client reads its registration',
    description: 'RFC 7592, section 2.1, with the token of the registration. Never a secret.',
    errors: [...tokenErrors, 'rate_limited'],
  },
  replace: {
    ...common,
    id: 'replaceRegistration',
    summary: 'A client replaces its registration',
    description:
      'RFC 7592, section 2.2: what is left out goes back to its default. `client_id` is the one that the client has.',
    body: {
      schema: clientMetadata.partial(),
      forms: ['json'],
      example: {
        client_id: 'dc15unbqbt112b2nq460',
        client_name: 'Bar',
        redirect_uris: ['https://bar.example/callback'],
      },
    },
    errors: [...tokenErrors, ...metadataErrors, 'rate_limited'],
  },
  end: {
    ...common,
    id: 'endRegistration',
    summary: 'A client ends its registration',
    description: 'RFC 7592, section 2.3. Whoever is signed in to it is so no more.',
    answers: { 204: { description: 'The client is not active any more' } },
    errors: [...tokenErrors, 'rate_limited'],
  },
} as const satisfies Readonly<Record<string, Operation>>

/** A client looks after its own registration (RFC 7592). */
export function ownRegistrationRoutes(core: Dependencies, config: Config): readonly Endpoint[] {
  const route = { path, isForBrowsers: false, limit: 'authorize' } as const
  return [
    {
      ...route,
      method: 'get',
      operation: operations.read,
      handle: (c) => asOwner(c, core, async (client, token) => c.json(answerFor(client, token, config))),
    },
    {
      ...route,
      method: 'put',
      operation: operations.replace,
      handle: (c) => asOwner(c, core, (client, token) => replace(c, { core, config }, { client, token })),
    },
    {
      ...route,
      method: 'delete',
      operation: operations.end,
      handle: (c) =>
        asOwner(c, core, async ({ clientId }) => {
          const ended = await core.switchClient({ clientId, isActive: false }, callerOf(c))
          return ended.ok ? c.body(null, 204) : invalidToken(c)
        }),
    },
  ]
}

async function asOwner(
  c: HttpContext,
  core: Dependencies,
  work: (client: Client, token: string) => Promise<Response>,
): Promise<Response> {
  const token = registrationToken(c)
  if (!token.ok) return token.refusal
  const presented = { clientXid: parseXid(c.req.param('xid') ?? ''), token: token.value }
  const found = await core.findSelfRegistered(presented, callerOf(c))
  if (!found.ok) return invalidToken(c)
  c.set('clientXid', found.value.xid)
  return work(found.value, token.value)
}

type Owner = { readonly client: Client; readonly token: string }

async function replace(
  c: HttpContext,
  { core, config }: { readonly core: Dependencies; readonly config: Config },
  { client, token }: Owner,
): Promise<Response> {
  const read = await readRegistration(c)
  if (!read.ok) return read.refusal
  const { settings, clientId } = read.value
  if (clientId !== client.clientId) return faulty(c, [{ path: 'client_id', rule: 'match' }])
  const updated = await core.updateClient({ clientId, settings }, callerOf(c))
  if (!updated.ok) {
    return updated.refusal === 'client_not_found' ? invalidToken(c) : metadataProblem(c, updated.refusal)
  }
  const after = (await core.queries.clients.findByXid(client.xid)) ?? client
  return c.json(answerFor(after, token, config))
}

function answerFor(client: Client, token: string, { issuer }: Config): Readonly<Record<string, unknown>> {
  return {
    ...metadataOf(client),
    registration_access_token: token,
    registration_client_uri: `${issuer}/client-registration/${client.xid}`,
  }
}
