import { type Entry, entry } from '../http/problem-entry.ts'

/** What a device is told that asks for its tokens (RFC 8628, section 3.5). */
export const deviceProblems = {
  authorization_pending: entry(400, 'authorization_pending', 'Nobody answered yet. Ask again later.'),
  slow_down: entry(400, 'slow_down', 'That was too soon. Wait five seconds longer from now on.'),
  device_denied: entry(400, 'access_denied', 'The person did not let the device in.'),
  device_code_expired: entry(400, 'expired_token', 'The code has expired. Begin again.'),
  login_session_over: entry(400, 'expired_token', 'The person signed out meanwhile. Begin again.'),
  device_code_invalid: entry(400, 'invalid_grant', 'The device code is not valid.'),
  device_code_used: entry(400, 'invalid_grant', 'The device code was used before.'),
} as const satisfies Readonly<Record<string, Entry>>
