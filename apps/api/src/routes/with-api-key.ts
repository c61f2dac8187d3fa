import type { ApiKey, ApiKeyRole } from '@lgc/client'
import type { BucketName, Core } from '@lgc/composition'
import type { Agent } from '@lgc/kernel'
import { type HttpContext, callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { takeAllowance } from '../http/take-allowance.ts'

type Work = (key: ApiKey, agent: Agent) => Promise<Response>

const bucketOf: Record<ApiKeyRole, BucketName> = {
  service: 'session',
  provisioner: 'provisioning',
  admin: 'admin',
}

/** Goes on only for a key of the role; the key is then the agent of whatever is recorded. */
export async function withApiKey(
  c: HttpContext,
  { authenticateApiKey }: Pick<Core, 'authenticateApiKey'>,
  role: ApiKeyRole,
  work: Work,
): Promise<Response> {
  const presented = { key: c.req.header('x-api-key'), role }
  const authenticated = await authenticateApiKey(presented, callerOf(c))
  if (!authenticated.ok) return problem(c, authenticated.refusal)
  const key = authenticated.value
  c.set('apiKeyXid', key.xid)
  c.set('clientXid', key.clientXid)
  const taking = { bucket: bucketOf[role], key: role === 'service' ? key.clientXid : key.xid }
  const refusal = await takeAllowance(c, taking)
  if (refusal) return problem(c, refusal)
  return work(key, { type: 'api_key', xid: key.xid })
}
