import type { ApiKey } from '@lgc/client'
import type { Core } from '@lgc/composition'
import { type Caller, type Result, type Xid, accept, parseXid, refuse } from '@lgc/kernel'
import { z } from 'zod'
import type { Cursors } from '../../http/cursor.ts'
import { type HttpContext, callerOf } from '../../http/exchange.ts'
import { type ProblemCode, problem } from '../../http/problems.ts'
import { withApiKey } from '../with-api-key.ts'

/** What every endpoint for operators is made of. */
export type Administration = { readonly core: Core; readonly cursors: Cursors }

/** Who administers: a key, its realm, and the person who acts through it if one is named. */
export type Operator = { readonly key: ApiKey; readonly realmXid: Xid; readonly caller: Caller }

export const adminErrors = ['api_key_missing', 'api_key_invalid', 'api_key_role_forbidden'] as const

/** The errors of everything that writes: the operator may be named wrongly. */
export const adminWriteErrors: readonly ProblemCode[] = [...adminErrors, 'validation_failed']

export const agentHeader: z.ZodObject = z.object({
  'X-LGC-Agent': z
    .string()
    .regex(/^[0-9a-v]{20}$/)
    .optional()
    .describe('The person who acts through the key; recorded as the agent beside it'),
})

/**
 * Goes on only for a key of the role `admin`. It sees and changes what belongs to the realm of its client;
 * the rest is as good as absent.
 */
export function asOperator(
  c: HttpContext,
  { core }: Pick<Administration, 'core'>,
  work: (operator: Operator) => Promise<Response>,
): Promise<Response> {
  return withApiKey(c, core, 'admin', async (key, agent) => {
    const client = await core.queries.clients.find(key.clientId)
    if (!client) throw new Error('The client of an API key is gone')
    const { realmXid } = client
    if (c.req.method === 'GET') return work({ key, realmXid, caller: callerOf(c, agent) })
    const person = await personActing(c, core, realmXid)
    if (!person.ok) return person.refusal
    const caller = callerOf(c, person.value ? { type: 'person', xid: person.value } : agent)
    return work({ key, realmXid, caller: person.value ? { ...caller, apiKeyXid: key.xid } : caller })
  })
}

async function personActing(
  c: HttpContext,
  { queries }: Core,
  realmXid: Xid,
): Promise<Result<Xid | null, Response>> {
  const named = c.req.header('x-lgc-agent')
  if (named === undefined) return accept(null)
  const xid = parseXid(named)
  const person = xid && (await queries.profiles.find(xid))
  if (person?.realmXid === realmXid) return accept(person.xid)
  return refuse(problem(c, 'validation_failed', { fields: [{ path: 'X-LGC-Agent', rule: 'person' }] }))
}

/** The xid in the path; one that is malformed names nothing, so it is not told apart from one that is unknown. */
export function xidIn(c: HttpContext, name = 'xid'): Xid | undefined {
  return parseXid(c.req.param(name) ?? '')
}
