import type { Core } from '@lgc/composition'
import { parseXid } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../http/body.ts'
import type { Endpoint, Operation } from '../http/endpoint.ts'
import { callerOf } from '../http/exchange.ts'
import { problem } from '../http/problems.ts'
import { identifier, identityExample } from './provisioning-schemas.ts'
import { identity, xid } from './schemas.ts'
import { identityToWire } from './wire.ts'
import { withApiKey } from './with-api-key.ts'

const request = z.strictObject({ identifier, identity_xid: xid.optional() })

const operation: Operation = {
  id: 'changeProvisionedIdentifier',
  summary: "Change a provisioned person's identifier",
  description:
    'Of an identity that the client of the API key provisioned; `identity_xid` says which where there are ' +
    'several. Its type stays. A new e-mail address or phone number is unverified. Sessions go on; ' +
    'verification tokens made before are good for nothing. The same identifier again changes nothing.',
  tag: 'Provisioning',
  credentials: ['apiKey'],
  body: { schema: request, forms: ['json'], example: { identifier: 'ACME-1002' } },
  answers: {
    200: {
      description: 'The identity',
      schema: z.strictObject({ identity }),
      example: { identity: { ...identityExample, identifier: 'ACME-1002' } },
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
    'identifier_unrecognized',
    'identifier_taken',
  ],
}

export function provisionIdentifierRoute(
  core: Pick<Core, 'authenticateApiKey' | 'changeProvisionedIdentifier'>,
): Endpoint {
  return {
    method: 'patch',
    path: '/provisioning/persons/:xid/identifier',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      withApiKey(c, core, 'provisioner', async ({ clientId }, agent) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        const personXid = parseXid(c.req.param('xid') ?? '')
        if (!personXid) return problem(c, 'person_not_found')
        const identityXid = parseXid(body.value.identity_xid ?? '') ?? null
        const change = { clientId, personXid, identityXid, identifier: body.value.identifier }
        const changed = await core.changeProvisionedIdentifier(change, callerOf(c, agent))
        if (!changed.ok) return problem(c, changed.refusal)
        c.set('personXid', personXid)
        return c.json({ identity: identityToWire(changed.value) })
      }),
  }
}
