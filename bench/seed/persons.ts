import type { Filler } from './filler.ts'
import { madeName } from './names.ts'
import { seededXid } from './numbers.ts'

/** The realm that the first migration brings. */
const defaultRealmRow = 1

/**
 * People with an e-mail address each, in the default realm, each with a grant and a consent at one client; as a
 * load leaves them, without a password. Row n has id n.
 */
export async function seedPersons(filler: Filler, count: number, clientRow: number): Promise<void> {
  const at = Date.now()
  const made = { realm_id: defaultRealmRow, created_at: at, updated_at: at }
  await filler.fill('persons', count, (index) => ({
    ...made,
    id: index + 1,
    xid: personXid(index + 1),
    name_display: madeName(index).display,
    name_legal: madeName(index).legal,
    status: isSuspended(index + 1) ? 'suspended' : 'active',
  }))
  await filler.fill('identities', count, (index) => ({
    ...made,
    xid: seededXid('i', index),
    person_id: index + 1,
    type: 'email',
    identifier: madeName(index).address,
    is_primary: 1,
    verified_at: at,
  }))
  const pair = (index: number) => ({
    person_id: index + 1,
    client_id: clientRow,
    created_at: at,
    updated_at: at,
  })
  await filler.fill('person_app_grants', count, (index) => ({
    xid: seededXid('g', index),
    ...pair(index),
    access_level: 'user',
    is_active: 1,
  }))
  await filler.fill('consent_records', count, (index) => ({
    xid: seededXid('k', index),
    ...pair(index),
    scopes: '["openid","profile"]',
    source: 'user',
  }))
}

export function personXid(row: number): string {
  return seededXid('p', row)
}

/** Of fifty people one is suspended: the first, and so on. */
function isSuspended(row: number): boolean {
  return row % 50 === 1
}

/** Somebody who may sign in, for the n-th of anything. */
export function activePerson(index: number, persons: number): number {
  const row = (index % persons) + 1
  return isSuspended(row) ? row + 1 : row
}
