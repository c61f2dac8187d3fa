import type { ConsentRecord } from '@lgc/authentication'
import { accept } from '@lgc/kernel'
import { z } from 'zod'
import type { Endpoint } from '../../http/endpoint.ts'
import { clientId, examples, timestamp, xid } from '../schemas.ts'
import { timestampOf } from '../wire.ts'
import type { Administration } from './administration.ts'
import { listEndpoint } from './list-endpoint.ts'
import { pageQuery } from './paging.ts'
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

export function listConsentsRoute(administration: Administration): Endpoint {
  return listEndpoint(administration, {
    path: '/admin/consents',
    operation: {
      id: 'listConsents',
      summary: 'List the consents of a person or to a client',
      description: 'What was approved, newest first. Name one of the two.',
      of: 'consents',
      example,
      errors: ['person_not_found', 'client_not_found'],
    },
    query,
    item: consent,
    toWire: consentToWire,
    async wanted(_, realmXid, asked) {
      const of = await whose(administration, realmXid, asked)
      if (!of.ok) return of
      return accept({
        list: ['consents', realmXid, asked.person_xid, asked.client_id],
        read: (page) => administration.core.queries.listConsents(of.value, page),
      })
    },
  })
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
