import type { Cell, Filler } from './filler.ts'
import { digestOf, scattered, seededSecret, seededXid } from './numbers.ts'
import { activePerson } from './persons.ts'

/** Far from its end, because what was seeded is kept between runs. */
const years = 10 * 365 * 86_400_000
const secondsOfYears = years / 1000

export type Holders = { readonly clientRow: number; readonly persons: number }

/** App sessions at one client, spread over the people who are there. */
export async function seedSessions(filler: Filler, count: number, holders: Holders): Promise<void> {
  const before = await filler.lastId('sessions')
  const at = Date.now()
  await filler.fill('sessions', count, (index) =>
    seededSession(before + index, { ...holders, at, token: sessionToken(before + index) }),
  )
}

export function sessionToken(index: number): string {
  return seededSecret('lgs_', index)
}

function seededSession(
  index: number,
  { clientRow, persons, at, token }: Holders & { readonly at: number; readonly token: string },
): Readonly<Record<string, Cell>> {
  return {
    xid: seededXid('s', index),
    person_id: activePerson(index, persons),
    client_id: clientRow,
    token_hash: digestOf(token),
    scopes: '["openid","profile"]',
    amr: '["pwd"]',
    auth_time: at,
    ip_address: '192.0.2.1',
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    created_at: at,
    last_active_at: at,
    expires_at: at + years,
    idle_limit_in_seconds: secondsOfYears,
  }
}

/** The numbers of so many of the sessions, far from one another and in no order. */
export function askedSessions(sessions: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.floor((scattered(index, count) * sessions) / count))
}

const idsInStatement = 1000

/**
 * As in a service that has been in use for a while: each session was noted as active at another moment of the last
 * minute, so that the next notes (one a minute each) come evenly and not all at once.
 */
export async function spreadActivity(filler: Filler, asked: readonly number[]): Promise<void> {
  const at = Date.now()
  for (let start = 0; start < asked.length; start += idsInStatement) {
    const ids = asked.slice(start, start + idsInStatement).map((index) => index + 1)
    const spread = `${at} - (id * 7919) % 60000`
    await filler.run(`update sessions set last_active_at = ${spread} where id in (${ids.join(', ')})`)
  }
}
