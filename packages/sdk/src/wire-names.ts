/** `personXid` as LGC writes it: `person_xid`. Members of keys, such as `x5t#S256`, are the same everywhere. */
export function wireNameOf(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A request in the words of LGC. What is undefined is not sent. */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toWire)
  if (typeof value !== 'object' || value === null) return value
  return wireRecordOf(value)
}

export function wireRecordOf(value: object): Readonly<Record<string, unknown>> {
  const named = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(named.map(([name, member]) => [wireNameOf(name), toWire(member)]))
}
