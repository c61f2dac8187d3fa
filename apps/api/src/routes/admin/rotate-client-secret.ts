import { refuse } from '@lgc/kernel'
import { z } from 'zod'
import { readBody } from '../../http/body.ts'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { examples, timestamp } from '../schemas.ts'
import { timestampOf } from '../wire.ts'
import { type Administration, asOperator, xidIn } from './administration.ts'
import { createOnce, creationErrors, creationHeaders } from './create-once.ts'
import { clientInRealm } from './in-realm.ts'

const sevenDays = 604_800
const request = z.strictObject({ overlap_seconds: z.int().min(0).max(sevenDays).default(0) })

const operation: Operation = {
  id: 'rotateClientSecret',
  summary: 'Give a client a new secret',
  description:
    'The new secret is in this answer and nowhere else. The one before stays valid beside it for ' +
    '`overlap_seconds`, at most seven days; one before that ends now.',
  tag: 'Administration',
  credentials: ['apiKey'],
  headers: creationHeaders,
  body: { schema: request, forms: ['json'], example: { overlap_seconds: 3600 } },
  answers: {
    200: {
      description: 'The new secret',
      schema: z.strictObject({ client_secret: z.string(), previous_valid_until: timestamp }),
      example: {
        client_secret: 'lgcs_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
        previous_valid_until: examples.now,
      },
    },
  },
  errors: [...creationErrors, 'client_not_found', 'client_is_public', 'client_proves_by_key', 'overloaded'],
}

export function rotateClientSecretRoute(administration: Administration): Endpoint {
  const { core } = administration
  return {
    method: 'post',
    path: '/admin/clients/:xid/secret/rotate',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async (operator) => {
        const body = await readBody(c, request, ['json'])
        if (!body.ok) return body.refusal
        return createOnce(c, administration, {
          operator,
          body: body.value,
          async attempt(once) {
            const client = await clientInRealm(core, operator.realmXid, xidIn(c))
            if (!client) return refuse('client_not_found')
            const rotation = { clientId: client.clientId, overlapInSeconds: body.value.overlap_seconds }
            return core.rotateClientSecret(rotation, operator.caller, once)
          },
          answer(rotated) {
            if (!rotated.ok) return problem(c, rotated.refusal)
            const { secret, previousValidUntil } = rotated.value
            return c.json({ client_secret: secret, previous_valid_until: timestampOf(previousValidUntil) })
          },
        })
      }),
  }
}
