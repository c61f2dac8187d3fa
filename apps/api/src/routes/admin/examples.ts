import { examples } from '../schemas.ts'

/** What operators see in the document; nobody of these is real. */
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
  type: 'email',
  identifier: 'ada@example.com',
  has_challenge: true,
  is_primary: true,
  verified_at: null,
  provisioned_by_client_id: null,
  last_used_at: null,
  created_at: examples.now,
} as const

export const grantExample = {
  xid: examples.grantXid,
  person_xid: examples.personXid,
  client_id: 'bar-app',
  access_level: 'user',
  granted_by: null,
  created_at: examples.now,
  updated_at: examples.now,
  revoked_at: null,
} as const
