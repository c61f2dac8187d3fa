import { createHmac } from 'node:crypto'
import type { SuccessorOf } from '../../app/tokens/ports.ts'

/** Nobody but this service can tell the one from the other: it takes its key. */
export function hmacSuccessor(secret: string): SuccessorOf {
  const key = createHmac('sha256', secret).update('refresh token successors').digest()
  return (refreshToken) => `lgrt_${createHmac('sha256', key).update(refreshToken).digest('base64url')}`
}
