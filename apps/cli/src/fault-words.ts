import type { Environment } from '@lgc/composition'
import { isUnavailable } from '@lgc/sql'

/** A fault in one line; where it happened is shown only to those who ask for it. */
export function faultWords(fault: unknown, env: Environment): string {
  const error = fault instanceof Error ? fault : new Error(String(fault))
  const code = 'code' in error ? String(error.code) : ''
  const reason = error.message || code || 'for no known reason'
  const line = isUnavailable(error)
    ? `lgc: The database cannot be reached or refuses to work: ${reason} (database_unavailable)`
    : `lgc: Something failed: ${reason} (fault)`
  const isDebugging = ['debug', 'trace'].includes(env['LOG_LEVEL'] ?? '')
  return isDebugging && error.stack ? `${line}\n${error.stack}\n` : `${line}\n`
}
