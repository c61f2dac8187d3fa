/** A member of a JSON value from outside, or undefined when it is not there. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
}

export function textMember(value: unknown, name: string): string | undefined {
  const found = member(value, name)
  return typeof found === 'string' ? found : undefined
}

export function textsMember(value: unknown, name: string): readonly string[] {
  const found = member(value, name)
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : []
}
