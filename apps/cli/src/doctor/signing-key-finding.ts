import { type Config, type Tables, compose } from '@lgc/composition'
import type { Database } from '@lgc/sql'
import { type Finding, error, fine } from './finding.ts'

/** Whether the private keys in the database can be decrypted with the keys that are configured. */
export async function signingKeyFinding(database: Database<Tables>, config: Config): Promise<Finding> {
  const kept = (await compose(database, config).listKeys()).filter(
    ({ state }) => state !== 'over' && state !== 'revoked',
  )
  if (kept.length === 0)
    return fine('signing keys', 'there are none yet; the service makes them when it starts')
  const closed = kept.filter(({ isOpenable }) => !isOpenable)
  if (closed.length === 0) return fine('signing keys', `${kept.length} can be decrypted`)
  return error(
    'signing keys',
    `${closed.length} of ${kept.length} are under an encryption key that is not configured`,
    'Put the key that they were encrypted with back into LGC_KEY_ENCRYPTION_KEYS, behind the others.',
  )
}
