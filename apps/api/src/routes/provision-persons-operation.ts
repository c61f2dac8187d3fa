import { z } from 'zod'
import type { Operation } from '../http/endpoint.ts'
import { idempotencyKeyForm } from '../http/idempotency-key.ts'
import { errorSchema } from '../openapi/error-schema.ts'
import {
  grantExample,
  identityExample,
  newcomer,
  newcomerExample,
  personExample,
  provisionedConsent,
  provisionedGrant,
} from './provisioning-schemas.ts'
import { identity, person } from './schemas.ts'

const created = {
  person,
  identity,
  consent: provisionedConsent.nullable(),
  grant: provisionedGrant.nullable(),
}
const index = z.int().min(0)
const counted = z.int().min(0)
const results = z.strictObject({
  results: z.array(
    z.union([
      z.strictObject({ index, status: z.literal('created'), ...created }),
      z.strictObject({ index, status: z.literal('error'), error: errorSchema }),
    ]),
  ),
  created: counted,
  failed: counted,
})

const createdExample = {
  person: personExample,
  identity: identityExample,
  consent: { scopes: ['openid', 'profile'], source: 'provisioned' },
  grant: grantExample,
}

export const operation: Operation = {
  id: 'provisionPersons',
  summary: 'Bring people in',
  description:
    'Creates one person, or up to 100 of `persons` with a result for each. Their identities count as ' +
    'verified. `consent` and `grant` are for the client of the API key alone; with them the first sign-in ' +
    'asks nothing. `details.person_xid` of `identifier_taken` says that the client provisioned that person ' +
    'before. With an `Idempotency-Key` the same request may be sent again for 24 hours: it is done once and ' +
    'answered alike, except for what was `overloaded`, which is tried again.',
  tag: 'Provisioning',
  credentials: ['apiKey'],
  headers: z.object({ 'Idempotency-Key': z.string().regex(idempotencyKeyForm).optional() }),
  body: {
    schema: z.union([newcomer, z.strictObject({ persons: z.array(newcomer).min(1).max(100) })]),
    forms: ['json'],
    example: newcomerExample,
  },
  answers: {
    200: {
      description: 'What became of each of several',
      schema: results,
      example: {
        results: [
          { index: 0, status: 'created', ...createdExample },
          {
            index: 1,
            status: 'error',
            error: {
              error: 'conflict',
              code: 'identifier_taken',
              error_description: 'The identifier belongs to somebody already.',
              request_id: 'dc15unbqbt112b2nq460',
              details: { person_xid: personExample.xid },
            },
          },
        ],
        created: 1,
        failed: 1,
      },
    },
    201: { description: 'The new person', schema: z.strictObject(created), example: createdExample },
  },
  errors: [
    'api_key_missing',
    'api_key_invalid',
    'api_key_role_forbidden',
    'identifier_unrecognized',
    'password_too_weak',
    'scope_not_allowed',
    'identifier_taken',
    'idempotency_key_reused',
    'overloaded',
  ],
}
