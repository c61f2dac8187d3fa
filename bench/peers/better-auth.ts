import { createServer } from 'node:http'
import { hash, verify } from '@node-rs/argon2'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { createPool } from 'mysql2/promise'
import { sqliteFileDialect } from './sqlite-file-dialect.ts'

/** Another service that keeps sessions in a database, with passwords as dear as ours and nothing else on. */
const url = process.env['DATABASE_URL'] ?? ''
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const options = {
  baseURL: 'http://127.0.0.1',
  secret: 'secret-of-the-peer-of-the-bench-0000000000',
  database: url.startsWith('sqlite:')
    ? { dialect: await sqliteFileDialect(url.slice('sqlite:'.length)), type: 'sqlite' }
    : createPool({ uri: url, timezone: 'Z', connectionLimit: 10 }),
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hash(password, cost),
      verify: ({ hash: stored, password }) => verify(stored, password),
    },
  },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  advanced: { disableOriginCheck: true, disableCSRFCheck: true },
} satisfies BetterAuthOptions
const { runMigrations } = await getMigrations(options)
await runMigrations()
const auth = betterAuth(options)
const known = new Set<number>()
const answer = toNodeHandler(auth)
createServer((incoming, outgoing) => {
  const asked = new URL(incoming.url ?? '/', 'http://127.0.0.1')
  if (asked.pathname !== '/bench/made') return void answer(incoming, outgoing)
  cookiesOf(Number(asked.searchParams.get('count'))).then(
    (cookies) => outgoing.end(JSON.stringify(cookies)),
    (error: unknown) => outgoing.writeHead(500).end(String(error)),
  )
}).listen(Number(process.env['PORT']), '127.0.0.1')

/** Sessions of so many people, who register when they come for the first time: the cookie of each. */
async function cookiesOf(count: number): Promise<string[]> {
  const cookies: string[] = []
  for (let index = 0; index < count; index++) {
    const who = { email: `ada${index}@example.com`, password: 'correct horse battery' }
    const body = { ...who, name: 'Ada' }
    const { headers } = known.has(index)
      ? await auth.api.signInEmail({ body: who, returnHeaders: true })
      : await auth.api.signUpEmail({ body, returnHeaders: true })
    known.add(index)
    const set = headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    cookies.push(set.join('; '))
  }
  return cookies
}
