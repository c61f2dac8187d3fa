import { hash } from '@node-rs/argon2'
import type { Outgoing } from '../load/order.ts'
import type { Filler } from './filler.ts'
import { madeName } from './names.ts'
import { activePerson } from './persons.ts'

export const benchPassword = 'correct horse battery'
/** What the service hashes with when nobody says otherwise. */
export const usualCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const people = 500

/** Gives some of the seeded people the same password; each of them signs in on a connection of his or her own. */
export async function givePasswords(filler: Filler, persons: number): Promise<readonly string[]> {
  const stored = await hash(benchPassword, usualCost)
  const count = Math.min(people, persons - 1)
  await filler.run(
    `update identities set challenge = '${stored}', challenge_updated_at = ${Date.now()} where person_id <= ${count}`,
  )
  const rows = new Set(Array.from({ length: count - 1 }, (_, index) => activePerson(index, count)))
  return [...rows].map((row) => madeName(row - 1).address)
}

export function verifyRequest(identifier: string): Outgoing {
  return posted('/auth/verify', { method: 'password', identifier, password: benchPassword })
}

export function identifyRequest(identifier: string): Outgoing {
  return posted('/auth/identify', { identifier })
}

export function posted(path: string, body: object): Outgoing {
  const headers = { 'Content-Type': 'application/json' }
  return { method: 'POST', path, headers, body: JSON.stringify(body) }
}
