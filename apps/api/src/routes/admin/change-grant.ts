import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { accessLevel, grant } from '../schemas.ts'
import { grantToWire } from '../wire.ts'
import { type Administration, adminWriteErrors, agentHeader, asOperator, xidIn } from './administration.ts'
import { grantExample } from './examples.ts'
import { grantInRealm } from './in-realm.ts'

const request = z.strictObject({ access_level: accessLevel })

const operation: Operation = {
  id: 'changeGrant',
  summary: 'Change the level of a grant',
  description: 'The product sees the level with its next session check. A revoked grant stays as it ended.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: agentHeader,
  body: { schema: request, forms: ['json'], example: { access_level: 'editor' } },
  answers: { 200: { description: 'The grant as it is now', schema: grant, example: grantExample } },
  errors: [...adminWriteErrors, 'grant_not_found', 'grant_already_revoked'],
}

export function changeGrantRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'patch',
    path: '/admin/grants/:xid',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid, caller }) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const known = await grantInRealm(core, realmXid, xidIn(c))
        if (!known) return problem(c, 'grant_not_found')
        const change = { grantXid: known.xid, accessLevel: body.value.access_level }
        const changed = await core.changeAccessLevel(change, caller)
        return changed.ok ? c.json(grantToWire(changed.value)) : problem(c, changed.refusal)
      }),
  }
}
