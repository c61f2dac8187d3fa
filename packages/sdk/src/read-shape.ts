import { isBoolean, isList, isNumber, isRecord, isText, isTexts } from './json-member.ts'
import { LgcUnavailable } from './lgc-unavailable.ts'
import { wireNameOf } from './wire-names.ts'

/** Reads what LGC answered; what is not of the kind it should be is not LGC's. `where` says it in the error. */
export type Read<T> = (found: unknown, where: string) => T

const reading =
  <T>(isOfKind: (found: unknown) => found is T): Read<T> =>
  (found, where) => {
    if (isOfKind(found)) return found
    throw new LgcUnavailable(`LGC answered ${found === undefined ? 'without' : 'with an odd'} ${where}`)
  }

export const text: Read<string> = reading(isText)
export const number: Read<number> = reading(isNumber)
export const boolean: Read<boolean> = reading(isBoolean)
export const texts: Read<readonly string[]> = reading(isTexts)
export const record: Read<Readonly<Record<string, unknown>>> = reading(isRecord)

export const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (found, where) =>
    found === null ? null : read(found, where)

export const listOf =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (found, where) =>
    reading(isList)(found, where).map((item) => read(item, where))

export type Shape = Readonly<Record<string, Read<unknown>>>
export type ShapeOf<S extends Shape> = { readonly [Name in keyof S]: ReturnType<S[Name]> }

/** A record of these members, each under the name that LGC gives it. Members of a later version are left out. */
export const shape =
  <const S extends Shape>(members: S): Read<ShapeOf<S>> =>
  (found, where) => {
    const answered = record(found, where === '' ? 'an object' : where)
    const read = Object.entries(members).map(([name, readMember]) => {
      const wireName = wireNameOf(name)
      return [name, readMember(answered[wireName], wireName)] as const
    })
    // Each member was read by the reader that its type comes from.
    return Object.fromEntries(read) as ShapeOf<S>
  }

/** For answers that have no body. */
export const nothing: Read<undefined> = (found) => {
  if (found !== undefined) throw new LgcUnavailable('LGC answered with a body where there is none')
  return undefined
}
