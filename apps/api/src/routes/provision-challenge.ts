import type { Core } from '@lgc/composition'
import { parseXid } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { challenge, identityExample } from './provisioning-schemas.ts'
import { identity, xid } from './schemas.ts'
import { identityToWire } from './wire.ts'
import { withApiKey } from './with-api-key.ts'

const request = z.strictObject({ challenge, identity_xid: xid.optional() })
const answer = z.strictObject({ identity, sessions_revoked: z.int().min(0) })

const operation: Operation = {
  id: 'changeProvisionedChallenge',
  summary: "Change a provisioned person's password",
  description:
    'Of an identity that the client of the API key provisioned; `identity_xid` says which where there are ' +
    'several. A lock is cleared, every session of the person ends, and verification tokens made before are ' +
    'good for nothing.',
  tag: 'Provisioning',
  credentials: ['apiKey'],
  body: { schema: request, forms: ['json'], example: { challenge: 'a new horse battery' } },
  answers: {
    200: {
      description: 'The identity, and how many sessions ended',
      schema: answer,
      example: { identity: identityExample, sessions_revoked: 2 },
    },
  },
  errors: [
    'api_key_missing',
    'api_key_invalid',
    'api_key_role_forbidden',
    'person_not_found',
    'identity_not_found',
    'not_provisioned_by_client',
    'identity_ambiguous',
    'challenge_unsupported',
    'password_too_weak',
    'overloaded',
  ],
}

export function provisionChallengeRoute(
  core: Pick<Core, 'authenticateApiKey' | 'changeProvisionedChallenge'>,
): Endpoint {
  return {
    method: 'patch',
    path: '/provisioning/persons/:xid/challenge',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      withApiKey(c, core, 'provisioner', async ({ clientId }, agent) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const personXid = parseXid(c.req.param('xid') ?? '')
        if (!personXid) return problem(c, 'person_not_found')
        const { challenge: password, identity_xid } = body.value
        const target = { clientId, personXid, identityXid: parseXid(identity_xid ?? '') ?? null }
        const changed = await core.changeProvisionedChallenge({ ...target, password }, callerOf(c, agent))
        if (!changed.ok) return problem(c, changed.refusal)
        c.set('personXid', personXid)
        const { identity: named, sessionsEnded } = changed.value
        return c.json({ identity: identityToWire(named), sessions_revoked: sessionsEnded })
      }),
  }
}
