import { type SecurityEvent, type SecurityFilter, plainSecurityEvent } from '@lgc/audit'
import type { AuditCore } from '@lgc/composition'
import { z } from 'zod'
import { timestamp, xid } from '../schemas.ts'
import { type LogDoor, commonFilter, commonFilters, examples, named } from './log-door.ts'

const filters = {
  event: z
    .string()
    .regex(/^[a-z0-9_.]{1,64}$/)
    .optional()
    .describe('What was refused or looked wrong, such as `verify_failed`'),
  identifier_hmac: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('The keyed digest of what was typed'),
  client_id: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .optional()
    .describe('The client that the caller claimed to be'),
  ...commonFilters,
}

const entry = z.strictObject({
  xid,
  created_at: timestamp,
  event: z.string(),
  identifier: z.string().nullable().describe('Masked'),
  identifier_hmac: z.string().nullable(),
  client_id_claimed: z.string().nullable(),
  request_id: z.string(),
  ip_address: z.string(),
  user_agent: z.string(),
  details: z.record(z.string(), z.unknown()),
})

export function securityDoor(core: AuditCore): LogDoor<SecurityEvent, SecurityFilter, typeof filters> {
  return {
    name: 'security-events',
    title: 'SecurityEvents',
    what: 'what was refused or looked wrong',
    filters,
    toFilter: ({ event, identifier_hmac, client_id, ...common }) => ({
      ...named('event', event),
      ...named('identifierHmac', identifier_hmac),
      ...named('claimedClientId', client_id),
      ...commonFilter(common),
    }),
    read: core.readSecurity,
    exportAll: core.exportSecurity,
    toPlain: plainSecurityEvent,
    entry,
    example: {
      xid: examples.xid,
      created_at: '2026-01-02T03:04:05.678Z',
      event: 'verify_failed',
      identifier: 'a***@example.com',
      identifier_hmac: '0'.repeat(64),
      client_id_claimed: null,
      ...examples.request,
      details: { reason: 'wrong_password' },
    },
  }
}
