import type { ConsentRecord } from '@lgc/authentication'
import { z } from 'zod'
import type { Endpoint, Operation } from '../../http/endpoint.ts'
import { problem } from '../../http/problems.ts'
import { readQuery } from '../../http/query.ts'
import { clientId, examples, timestamp, xid } from '../schemas.ts'
import { timestampOf } from '../wire.ts'
import { type Administration, adminErrors, asOperator } from './administration.ts'
import { type ListName, pageQuery, pageSchema, pageToWire, readPage } from './paging.ts'
import { isOneNamed, oneNamed, whose, whoseQuery } from './whose.ts'

const query = z.strictObject({ ...pageQuery, ...whoseQuery }).refine(isOneNamed, oneNamed)

const consent = z.strictObject({
  xid,
  person_xid: xid,
  client_id: clientId,
  scopes: z.array(z.string()),
  source: z.enum(['user', 'provisioned']),
  created_at: timestamp,
  updated_at: timestamp,
})

const example = {
  xid: examples.consentXid,
  person_xid: examples.personXid,
  client_id: 'bar-app',
  scopes: ['openid', 'profile'],
  source: 'user',
  created_at: examples.now,
  updated_at: examples.now,
} as const

const operation: Operation = {
  id: 'listConsents',
  summary: 'List the consents of a person or to a client',
  description: 'What was approved, newest first. Name one of the two.',
  tag: 'Administration',
  credentials: ['apiKey'],
  query,
  answers: {
    200: {
      description: 'A page of consents',
      schema: pageSchema(consent),
      example: { data: [example], next_cursor: null },
    },
  },
  errors: [...adminErrors, 'person_not_found', 'client_not_found'],
}

export function listConsentsRoute(administration: Administration): Endpoint {
  const { core, cursors } = administration
  return {
    method: 'get',
    path: '/admin/consents',
    isForBrowsers: false,
    operation,
    handle: (c) =>
      asOperator(c, administration, async ({ realmXid }) => {
        const parsed = readQuery(c, query)
        if (!parsed.ok) return parsed.refusal
        const of = await whose(administration, realmXid, parsed.value)
        if (!of.ok) return problem(c, of.refusal)
        const list: ListName = ['consents', realmXid, parsed.value.person_xid, parsed.value.client_id]
        const page = readPage(c, cursors, list, parsed.value)
        if (!page.ok) return page.refusal
        const found = await core.queries.listConsents(of.value, page.value)
        return c.json(pageToWire(found, cursors, list, consentToWire))
      }),
  }
}

function consentToWire(of: ConsentRecord): z.input<typeof consent> {
  return {
    xid: of.xid,
    person_xid: of.personXid,
    client_id: of.clientId,
    scopes: [...of.scopes],
    source: of.source,
    created_at: timestampOf(of.createdAt),
    updated_at: timestampOf(of.updatedAt),
  }
}
