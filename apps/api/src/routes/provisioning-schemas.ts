import { z } from 'zod'
import { accessLevel, clientId, examples, nameDisplay, nameLegal, scopes, timestamp, xid } from './schemas.ts'

export const challenge = z.string().min(8).max(256)
export const identifier = z.string().min(1).max(255)

/** Somebody to be provisioned; Google identities come with a first sign-in and not from a client. */
export const newcomer = z.strictObject({
  name_display: nameDisplay,
  name_legal: nameLegal.optional(),
  identity: z.strictObject({
    type: z.enum(['email', 'sms', 'company_code']),
    identifier,
    challenge: challenge.optional(),
  }),
  consent: z
    .strictObject({
      scopes: scopes.refine((list) => new Set(list).size === list.length, 'duplicate'),
    })
    .optional(),
  grant: z.strictObject({ access_level: accessLevel.default('user') }).optional(),
})

export const provisionedConsent = z.strictObject({
  scopes: z.array(z.string()),
  source: z.literal('provisioned'),
})

export const provisionedGrant = z.strictObject({
  xid,
  person_xid: xid,
  client_id: clientId,
  access_level: accessLevel,
  granted_by: xid.nullable(),
  created_at: timestamp,
  updated_at: timestamp,
  revoked_at: timestamp.nullable(),
})

export const newcomerExample = {
  name_display: 'Ada',
  identity: { type: 'company_code', identifier: 'ACME-1001', challenge: 'correct horse battery' },
  consent: { scopes: ['openid', 'profile'] },
  grant: { access_level: 'member' },
} as const

export const personExample = {
  xid: examples.personXid,
  name_display: 'Ada',
  name_legal: null,
  status: 'active',
  created_at: examples.now,
  updated_at: examples.now,
} as const

export const identityExample = {
  xid: examples.identityXid,
  person_xid: examples.personXid,
  type: 'company_code',
  identifier: 'ACME-1001',
  has_challenge: true,
  is_primary: true,
  verified_at: examples.now,
  provisioned_by_client_id: 'bar-app',
  last_used_at: null,
  created_at: examples.now,
} as const

export const grantExample = {
  xid: 'dc15unbqbt112b2nq47g',
  person_xid: examples.personXid,
  client_id: 'bar-app',
  access_level: 'member',
  granted_by: 'dc15unbqbt112b2nq480',
  created_at: examples.now,
  updated_at: examples.now,
  revoked_at: null,
} as const
