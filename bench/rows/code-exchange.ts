import { hash } from 'node:crypto'
import type { Tables } from '@lgc/composition'
import type { Instant } from '@lgc/kernel'
import { Hono } from 'hono'
import { type Row, type Work, times } from '../measure.ts'
import { benchRedirectUri } from '../seed/client.ts'
import { codeVerifier, seedCodes } from '../seed/codes.ts'
import { seededSession } from '../seed/sessions.ts'
import type { BenchWorld } from '../world.ts'

type Digest = Tables['authorization_codes']['code_hash']

const atOnce = 32

/** A code for a session token: the client proves itself, the code is spent, everything goes on the record. */
export function codeExchange(world: BenchWorld): Row {
  const { fetch } = world
  const count = Math.ceil(world.size.requests / 4)
  return {
    name: 'code exchange',
    limitIs: 'Hono, one UPDATE and one INSERT in a transaction',
    subject: exchanges(world, count, fetch),
    limit: exchanges(world, count, bareExchange(world)),
  }
}

/** Codes work once, so that each portion of work is given its own. */
function exchanges(world: BenchWorld, count: number, ask: BenchWorld['fetch']): Work {
  const { client, clientSecret, core, database, size } = world
  let codes: string[] = []
  const exchange = async (): Promise<void> => {
    const form = {
      grant_type: 'authorization_code',
      code: codes.pop() ?? '',
      redirect_uri: benchRedirectUri,
      client_id: client.clientId,
      client_secret: clientSecret,
      code_verifier: codeVerifier,
    }
    const headers = { 'Content-Type': 'application/json' }
    const answer = await ask('/auth/token', { method: 'POST', headers, body: JSON.stringify(form) })
    if (answer.status !== 200)
      throw new Error(`the exchange answered ${answer.status} ${await answer.text()}`)
    await answer.text()
  }
  return async () => {
    if (codes.length < count) {
      const portions = { count: count * (size.rounds + 1) + 1, client }
      codes = [...(await seedCodes(database.db, core.newXid, portions))]
      // Alone, because a secret that nobody has proved yet is hashed, and many hashes at once are refused.
      await exchange()
    }
    return times(count, atOnce, exchange)()
  }
}

function bareExchange({ database: { db }, core, client }: BenchWorld): BenchWorld['fetch'] {
  const hono = new Hono()
  const clientId = db.selectFrom('clients').select('id').where('xid', '=', client.xid)
  hono.post('/auth/token', async (c) => {
    const { code } = await c.req.json<{ readonly code: string }>()
    const digest = hash('sha256', code, 'hex') as Digest
    const at = Date.now() as Instant
    const { id } = await clientId.executeTakeFirstOrThrow()
    const token = `lgs_${hash('sha256', core.newXid(), 'base64url')}`
    const isSpent = await db.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('authorization_codes')
        .set({ used_at: at })
        .where('code_hash', '=', digest)
        .where('used_at', 'is', null)
        .executeTakeFirst()
      const session = seededSession({ xid: core.newXid(), token, personId: 2, clientId: id, at })
      await trx.insertInto('sessions').values(session).execute()
      return numUpdatedRows === 1n
    })
    return isSpent ? c.json({ session_token: token }) : c.json({}, 400)
  })
  return async (path, request = {}) => hono.request(path, request)
}
