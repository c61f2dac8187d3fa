import { hash, verify } from '@node-rs/argon2'
import type { Context } from 'hono'
import { usualCost } from '../seed/passwords.ts'

/** One run of argon2id, as many at a time as libuv has threads: what the machine can do at most. */
export async function barePassword(): Promise<(c: Context) => Promise<Response>> {
  const stored = await hash('correct horse battery', usualCost)
  return async (c) => {
    const { password } = await c.req.json<{ readonly password: string }>()
    return (await verify(stored, password)) ? c.json({ verification_token: '' }) : c.json({}, 401)
  }
}
