import { LgcUnavailable } from './lgc-unavailable.ts'

type Kind<T> = (found: unknown) => found is T

export const isText: Kind<string> = (found) => typeof found === 'string'
export const isNumber: Kind<number> = (found) => typeof found === 'number'
export const isBoolean: Kind<boolean> = (found) => typeof found === 'boolean'
export const isList: Kind<readonly unknown[]> = (found) => Array.isArray(found)
export const isTexts: Kind<readonly string[]> = (found): found is readonly string[] =>
  isList(found) && found.every(isText)
export const isRecord: Kind<Readonly<Record<string, unknown>>> = (
  found,
): found is Readonly<Record<string, unknown>> =>
  typeof found === 'object' && found !== null && !Array.isArray(found)

/** A member of an answer that is always there. */
export function member<T>(answer: unknown, name: string, isOfKind: Kind<T>): T {
  const found = optionalMember(answer, name, isOfKind)
  if (found === undefined) throw new LgcUnavailable(`LGC answered without ${name}`)
  return found
}

/** A member that may be absent. One of another kind than it should be is not LGC's. */
export function optionalMember<T>(answer: unknown, name: string, isOfKind: Kind<T>): T | undefined {
  const found = isRecord(answer) && Object.hasOwn(answer, name) ? answer[name] : undefined
  if (found !== undefined && !isOfKind(found)) throw new LgcUnavailable(`LGC answered with an odd ${name}`)
  return found
}
