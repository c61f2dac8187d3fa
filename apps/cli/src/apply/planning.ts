import type { Realm } from '@lgc/client'
import type { Opened } from '../with-core.ts'
import type { Wanted } from './wanted.ts'

/** What planning one thing may look at, and where it says what stands in the way. */
export type Planning = Opened & {
  readonly wanted: Wanted
  readonly overlapInSeconds: number
  /** Whether a secret that a rotation replaced may come back. */
  readonly isForced: boolean
  /** Whether a raw client secret is the one that is stored. */
  readonly isStoredSecret: (hash: string, secret: string) => Promise<boolean>
  readonly problems: string[]
}

/** The realm of an entry; undefined when this file creates it, or after adding a problem. */
export async function realmNamed(
  { core, wanted, problems }: Planning,
  name: string,
  path: string,
): Promise<Realm | undefined> {
  const realm = await core.queries.realms.find(name)
  const isComing = wanted.realms.some(({ entry }) => entry === name)
  if (!realm && !isComing) problems.push(`${path}.realm: there is no realm ${name}, here or in the database`)
  return realm
}
