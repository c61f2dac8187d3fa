import { createHmac } from 'node:crypto'
import type { AttemptKey, AttemptKeyOf } from '../app/ports.ts'

/** HMAC-SHA-256 of the canonical identifier under a key of the operator. */
export function hmacAttemptKey(key: string): AttemptKeyOf {
  return (realmXid, { type, identifier }) =>
    createHmac('sha256', key).update(`${realmXid}\n${type}\n${identifier}`).digest('hex') as AttemptKey
}
