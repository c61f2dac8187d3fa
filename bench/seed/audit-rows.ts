import type { Tables } from '@lgc/composition'
import type { NewXid } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import { insertMany } from './bulk.ts'

const actions = [
  'session.created',
  'authorization_code.exchanged',
  'person.updated',
  'identity.created',
  'grant.created',
] as const
/** Rows come in requests of two, and a request is made by one of so many people. */
const rowsInRequest = 2
const people = 20_000
const millisecondsBetween = 40

/** A record as time leaves it, oldest row first, ending an hour ago so that all of it can be sealed. */
export async function seedAuditRows(db: Kysely<Tables>, newXid: NewXid, count: number): Promise<void> {
  const xids = Array.from({ length: people }, () => newXid())
  const start = Date.now() - 3_600_000 - count * millisecondsBetween
  await insertMany(db, 'audit_log', count, (index) => {
    const request = Math.floor(index / rowsInRequest)
    const person = xids[(request * 7919) % people] ?? ''
    return {
      xid: newXid(),
      target_type: 'person',
      target_xid: person,
      action: actions[index % actions.length] ?? '',
      agent_type: 'person',
      agent_xid: person,
      request_id: `request-${request}`,
      ip_address: `198.51.${request % 200}.${request % 250}`,
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
      metadata: '{"changed":["name_display"]}',
      created_at: start + index * millisecondsBetween,
    }
  })
}
