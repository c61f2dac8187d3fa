export interface ExpiringMap<V> {
  set(key: string, value: V): void
  find(key: string): V | undefined
  delete(key: string): void
  size(): number
}

type Limits = {
  readonly maxEntries: number
  readonly lifetimeInSeconds: number
  readonly now: () => number
}

/**
 * A map that cannot grow without end: an entry lives for a fixed time, and a new one pushes out the
 * oldest when the map is full.
 */
export function expiringMap<V>({ maxEntries, lifetimeInSeconds, now }: Limits): ExpiringMap<V> {
  const entries = new Map<string, { value: V; expiresAt: number }>()

  // Every entry lives equally long, so insertion order is expiry order and the sweep stops early.
  function makeRoom(): void {
    for (const [key, entry] of entries) {
      if (entry.expiresAt > now() && entries.size < maxEntries) return
      entries.delete(key)
    }
  }

  return {
    set(key, value) {
      entries.delete(key)
      makeRoom()
      entries.set(key, { value, expiresAt: now() + lifetimeInSeconds * 1000 })
    },
    find(key) {
      const entry = entries.get(key)
      return entry !== undefined && entry.expiresAt > now() ? entry.value : undefined
    },
    delete(key) {
      entries.delete(key)
    },
    size: () => entries.size,
  }
}
