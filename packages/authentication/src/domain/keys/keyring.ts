import { type Instant, later } from '@lgc/kernel'
import type { SigningAlgorithm, SigningKey } from './signing-key.ts'

/** How long others may keep the list of our public keys. */
export const publicKeysLifetimeInSeconds = 300

/** No token is valid for longer; what signed it is published until then. */
export const longestTokenLifetimeInSeconds = 3600

/** By how much the clocks of two machines may differ. */
export const clockSkewInSeconds = 60

/** Others keep the list for five minutes, we for seconds: twice that, so that nobody meets a key unprepared. */
const leadInSeconds = 2 * publicKeysLifetimeInSeconds

const afterlifeInSeconds = longestTokenLifetimeInSeconds + publicKeysLifetimeInSeconds

const mostPublishedKeys = 8

type Keys = readonly SigningKey[]

/** Known to everybody before it signs anything. */
export function activationAfterNotice(now: Instant): Instant {
  return later(now, leadInSeconds)
}

/** For the first key and for one that follows a revoked one; past on a machine whose clock is behind, too. */
export function activationAtOnce(now: Instant): Instant {
  return later(now, -clockSkewInSeconds)
}

/** The key that signs: the newest whose time has come. */
export function signerOf(keys: Keys, algorithm: SigningAlgorithm, now: Instant): SigningKey | undefined {
  return newestOf(
    ofAlgorithm(keys, algorithm).filter(({ activatesAt, sealed }) => activatesAt <= now && sealed !== null),
  )
}

/** When a newer key takes over; null where none does. */
export function retirementOf(keys: Keys, key: SigningKey): Instant | null {
  const newer = ofAlgorithm(keys, key.algorithm).filter(({ generation }) => generation > key.generation)
  return newer.reduce<Instant | null>(
    (earliest, { activatesAt }) => (earliest === null || activatesAt < earliest ? activatesAt : earliest),
    null,
  )
}

/** Those by which a token may still be verified, newest first. A revoked key is gone at once. */
export function publishedKeys(keys: Keys, now: Instant): Keys {
  return keys
    .filter((key) => key.revokedAt === null && !isOver(keys, key, now))
    .toSorted((a, b) => b.createdAt - a.createdAt || b.generation - a.generation)
}

/** Whether nothing that it signed can be valid any more. */
export function isOver(keys: Keys, key: SigningKey, now: Instant): boolean {
  const retiresAt = retirementOf(keys, key)
  return key.sealed === null || (retiresAt !== null && later(retiresAt, afterlifeInSeconds) <= now)
}

export function nextGeneration(keys: Keys, algorithm: SigningAlgorithm): number {
  const all = keys.filter((key) => key.algorithm === algorithm)
  return Math.max(0, ...all.map(({ generation }) => generation)) + 1
}

/** Why no further key may be published just now. */
export function rotationRefusal(
  keys: Keys,
  algorithm: SigningAlgorithm,
  now: Instant,
): 'rotation_under_way' | 'keyring_full' | undefined {
  const newest = newestOf(ofAlgorithm(keys, algorithm))
  if (newest && newest.activatesAt > now) return 'rotation_under_way'
  return publishedKeys(keys, now).length >= mostPublishedKeys ? 'keyring_full' : undefined
}

/** Whether the key that signs has signed for so long. */
export function isRotationDue(
  keys: Keys,
  algorithm: SigningAlgorithm,
  { now, afterDays }: { readonly now: Instant; readonly afterDays: number },
): boolean {
  const newest = newestOf(ofAlgorithm(keys, algorithm))
  return newest !== undefined && later(newest.activatesAt, afterDays * 86_400) <= now
}

function ofAlgorithm(keys: Keys, algorithm: SigningAlgorithm): Keys {
  return keys.filter((key) => key.algorithm === algorithm && key.revokedAt === null)
}

function newestOf(keys: Keys): SigningKey | undefined {
  return keys.toSorted((a, b) => b.generation - a.generation)[0]
}
