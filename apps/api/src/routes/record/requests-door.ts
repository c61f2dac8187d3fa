import { type NotedRequest, type RequestFilter, plainRequest } from '@lgc/audit'
import type { AuditCore } from '@lgc/composition'
import { z } from 'zod'
import { timestamp, xid } from '../schemas.ts'
import { type LogDoor, commonFilter, commonFilters, examples, named } from './log-door.ts'

const filters = {
  client_xid: xid.optional().describe('The client whose API key came with the request'),
  api_key_xid: xid.optional(),
  person_xid: xid.optional().describe('Whom the request turned out to be about'),
  ...commonFilters,
}

const entry = z.strictObject({
  xid,
  created_at: timestamp,
  method: z.string(),
  path: z.string().describe('Without its query'),
  status_code: z.int(),
  duration_ms: z.int(),
  client_xid: xid.nullable(),
  api_key_xid: xid.nullable(),
  person_xid: xid.nullable(),
  request_id: z.string(),
  ip_address: z.string(),
  user_agent: z.string(),
})

export function requestsDoor(core: AuditCore): LogDoor<NotedRequest, RequestFilter, typeof filters> {
  return {
    name: 'requests',
    title: 'Requests',
    what: 'which requests were answered',
    filters,
    toFilter: ({ client_xid, api_key_xid, person_xid, ...common }) => ({
      ...named('clientXid', client_xid),
      ...named('apiKeyXid', api_key_xid),
      ...named('personXid', person_xid),
      ...commonFilter(common),
    }),
    read: core.readRequests,
    exportAll: core.exportRequests,
    toPlain: plainRequest,
    entry,
    example: {
      xid: examples.xid,
      created_at: '2026-01-02T03:04:05.678Z',
      method: 'POST',
      path: '/auth/verify',
      status_code: 200,
      duration_ms: 31,
      client_xid: null,
      api_key_xid: null,
      person_xid: 'dc15unbqbt112b2nq460',
      ...examples.request,
    },
  }
}
