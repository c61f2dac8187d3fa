import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import type { CodeMaker } from '../app/ports.ts'
import type { BrowserDigest, CodeDigest } from '../domain/one-time-code.ts'

const digits = 6

/** Six digits can be tried out against a plain digest; against a keyed one only with the key. */
export function hmacCodeMaker(key: string): CodeMaker {
  const digestOf = (...parts: readonly string[]): string =>
    createHmac('sha256', key).update(parts.join('\n')).digest('hex')
  const digest: CodeMaker['digest'] = (xid, code) => digestOf('otp', xid, code) as CodeDigest
  return {
    make: () => String(randomInt(10 ** digits)).padStart(digits, '0'),
    digest,
    isRight: (code, typed) => timingSafeEqual(Buffer.from(code.digest), Buffer.from(digest(code.xid, typed))),
    digestBrowser: (token) => digestOf('otp browser', token) as BrowserDigest,
  }
}
