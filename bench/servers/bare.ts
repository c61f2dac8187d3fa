import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { barePassword } from './bare-password.ts'
import { bareSession } from './bare-session.ts'
import { bareTokens } from './bare-tokens.ts'
import { rawDatabase } from './raw-database.ts'

/**
 * The limit: the same operations with the fewest statements and none of the checks. Whatever is slower than this
 * is what the promises of the service cost.
 */
const database = await rawDatabase(process.env['DATABASE_URL'] ?? '')
const hono = new Hono()
hono.get('/health/ready', (c) => c.json({ status: 'ok' }))
hono.get('/auth/session', bareSession(database))
hono.post('/auth/verify', await barePassword())
hono.route('/', bareTokens(database))
serve({ fetch: hono.fetch, port: Number(process.env['PORT']), hostname: '127.0.0.1' })
