import type { Filler } from './filler.ts'
import { seededXid } from './numbers.ts'
import { personXid } from './persons.ts'

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
export async function seedAuditRows(filler: Filler, count: number): Promise<void> {
  const start = Date.now() - 3_600_000 - count * millisecondsBetween
  await filler.fill('audit_log', count, (index) => {
    const request = Math.floor(index / rowsInRequest)
    const person = auditedPerson(request)
    return {
      xid: seededXid('a', index),
      target_type: 'person',
      target_xid: person,
      action: actions[index % actions.length] ?? '',
      agent_type: 'person',
      agent_xid: person,
      request_id: `request-${request}`,
      ip_address: auditedAddress(request),
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
      metadata: '{"changed":["name_display"]}',
      created_at: start + index * millisecondsBetween,
    }
  })
}

/** Whom a request was about. */
export function auditedPerson(request: number): string {
  return personXid(((request * 7919) % people) + 1)
}

export function auditedAddress(request: number): string {
  return `198.51.${request % 200}.${request % 250}`
}
