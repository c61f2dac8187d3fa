import type { Core } from '@lgc/composition'
import type { Amounts } from '../size.ts'
import { seedAuditRows } from './audit-rows.ts'
import { benchCaller, seedClient } from './client.ts'
import type { Filler } from './filler.ts'
import { seedPersons } from './persons.ts'
import { seedSessions } from './sessions.ts'

/** Known beforehand, because what is seeded is kept between runs. */
export const apiKeys = {
  service: 'lgk_s_key-of-the-bench-for-its-product-00000000',
  admin: 'lgk_a_key-of-the-bench-for-its-operator-0000000',
} as const

/** Everything that a service has which has been in use for a while. */
export async function seedService(core: Core, filler: Filler, amounts: Amounts): Promise<void> {
  // Before anything is recorded: an empty log is filled many times as fast.
  await seedAuditRows(filler, amounts.auditRows)
  await core.checkKeys()
  const { clientId, row } = await seedClient(core, filler)
  await seedPersons(filler, amounts.persons, row)
  await seedSessions(filler, amounts.sessions, { clientRow: row, persons: amounts.persons })
  for (const role of ['service', 'admin'] as const) {
    const order = { clientId, name: role, role, expiresAt: null, key: apiKeys[role] }
    const made = await core.createApiKey(order, benchCaller)
    if (!made.ok) throw new Error(`the key was refused: ${JSON.stringify(made.refusal)}`)
  }
}
