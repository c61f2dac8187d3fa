import { identityTypes } from '@lgc/person'
import { z } from 'zod'

/** Shapes that several endpoints share. */
export const xid = z.string().regex(/^[0-9a-v]{20}$/)
export const timestamp = z.iso.datetime({ precision: 3 })
export const clientId = z.string().regex(/^[A-Za-z0-9._-]{3,64}$/)
const scope = z.string().regex(/^[a-z][a-z0-9_.:-]{0,63}$/)
export const scopes = z.array(scope).min(1).max(32)
export const identityType = z.enum(identityTypes)
export const challengeMethod = z.enum(['password', 'otp_sms', 'otp_email', 'google_id_token'])
export const redirectUri = z.string().min(1).max(2048)
export const codeVerifier = z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/)
export const accessLevel = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/)

const visible = z.string().refine((text) => text.trim() !== '', 'blank')
export const nameDisplay = visible.min(1).max(100)
export const nameLegal = visible.max(200).nullable()

export const person = z.strictObject({
  xid,
  name_display: nameDisplay,
  name_legal: nameLegal,
  status: z.enum(['active', 'suspended']),
  created_at: timestamp,
  updated_at: timestamp,
})

export const identity = z.strictObject({
  xid,
  person_xid: xid,
  type: identityType,
  identifier: z.string(),
  has_challenge: z.boolean(),
  is_primary: z.boolean(),
  verified_at: timestamp.nullable(),
  provisioned_by_client_id: clientId.nullable(),
  last_used_at: timestamp.nullable(),
  created_at: timestamp,
})

export const grant = z.strictObject({
  xid,
  person_xid: xid,
  client_id: clientId,
  access_level: accessLevel,
  granted_by: xid.nullable(),
  created_at: timestamp,
  updated_at: timestamp,
  revoked_at: timestamp.nullable(),
})

export const examples = {
  challengeXid: 'dc15unbqbt112b2nq4d0',
  personXid: 'dc15unbqbt112b2nq460',
  identityXid: 'dc15unbqbt112b2nq46g',
  grantXid: 'dc15unbqbt112b2nq480',
  realmXid: 'dc15unbqbt112b2nq4c0',
  consentXid: 'dc15unbqbt112b2nq4b0',
  apiKeyXid: 'dc15unbqbt112b2nq4a0',
  clientXid: 'dc15unbqbt112b2nq490',
  sessionXid: 'dc15unbqbt112b2nq470',
  now: '2026-01-02T03:04:05.678Z',
  token: 'v1.2026a.eyJ2IjoxfQ.0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
  code: 'lgac_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
  session: 'lgs_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG',
} as const
