import { hash } from 'node:crypto'
import type { Tables } from '@lgc/composition'
import type { Instant } from '@lgc/kernel'
import { Hono } from 'hono'
import { type Row, times } from '../measure.ts'
import { seededToken } from '../seed/sessions.ts'
import type { BenchWorld } from '../world.ts'

type Digest = Tables['sessions']['token_hash']

const atOnce = 32

/** What a product asks at every request of its own: whether a session is good. */
export async function sessionCheck(world: BenchWorld): Promise<Row> {
  const { size, apiKey, fetch, database } = world
  // Products ask many times a minute, and only the first time is written down.
  const at = Date.now() as Instant
  await database.db.updateTable('sessions').set({ last_active_at: at }).execute()
  const bare = bareCheck(world)
  let turn = 0
  const nextToken = (): string => seededToken((turn++ * 7919) % size.sessions)
  const check = async (ask: typeof fetch): Promise<void> => {
    const headers = { Authorization: `Bearer ${nextToken()}`, 'X-API-Key': apiKey }
    const answer = await ask('/auth/session', { headers })
    if (answer.status !== 200) throw new Error(`the session check answered ${answer.status}`)
    await answer.text()
  }
  return {
    name: 'session check',
    limitIs: 'Hono and one SELECT by digest',
    subject: times(size.requests, atOnce, () => check(fetch)),
    limit: times(size.requests, atOnce, () => check(bare)),
  }
}

function bareCheck({ database: { db } }: BenchWorld): BenchWorld['fetch'] {
  const hono = new Hono()
  hono.get('/auth/session', async (c) => {
    const token = c.req.header('Authorization')?.slice('Bearer '.length) ?? ''
    const digest = hash('sha256', token, 'hex') as Digest
    const row = await db
      .selectFrom('sessions')
      .innerJoin('persons', 'persons.id', 'sessions.person_id')
      .select(['sessions.xid', 'sessions.expires_at', 'persons.xid as person_xid', 'persons.status'])
      .where('sessions.token_hash', '=', digest)
      .executeTakeFirst()
    return row ? c.json(row) : c.json({}, 401)
  })
  return async (path, request = {}) => hono.request(path, request)
}
