import { type AuditEntry, type AuditFilter, plainAuditEntry } from '@lgc/audit'
import type { AuditCore } from '@lgc/composition'
import { z } from 'zod'
import { timestamp, xid } from '../schemas.ts'
import { type LogDoor, commonFilter, commonFilters, examples, named } from './log-door.ts'

const filters = {
  action: z
    .string()
    .regex(/^[a-z0-9_.]{1,64}$/)
    .optional()
    .describe('What was done, such as `person.created`'),
  agent_xid: xid.optional().describe('Who did it'),
  target_xid: xid.optional().describe('To what it was done'),
  ...commonFilters,
}

const entry = z.strictObject({
  xid,
  created_at: timestamp,
  action: z.string(),
  target_type: z.string(),
  target_xid: z.string(),
  agent_type: z.string().nullable(),
  agent_xid: z.string().nullable(),
  request_id: z.string(),
  ip_address: z.string(),
  user_agent: z.string(),
  details: z.record(z.string(), z.unknown()),
})

export function auditDoor(core: AuditCore): LogDoor<AuditEntry, AuditFilter, typeof filters> {
  return {
    name: 'audit',
    title: 'Audit',
    what: 'what changed, and who did it',
    filters,
    toFilter: ({ action, agent_xid, target_xid, ...common }) => ({
      ...named('action', action),
      ...named('agentXid', agent_xid),
      ...named('targetXid', target_xid),
      ...commonFilter(common),
    }),
    read: core.readAudit,
    exportAll: core.exportAudit,
    toPlain: plainAuditEntry,
    entry,
    example: {
      xid: examples.xid,
      created_at: '2026-01-02T03:04:05.678Z',
      action: 'person.created',
      target_type: 'person',
      target_xid: 'dc15unbqbt112b2nq460',
      agent_type: 'person',
      agent_xid: 'dc15unbqbt112b2nq460',
      ...examples.request,
      details: {},
    },
  }
}
