import { createRequire } from 'node:module'

type Lists = { readonly dictionary: Readonly<Record<string, readonly string[]>> }

let known: ReadonlySet<string> | undefined

/** Whether a password, in lower case, is among the 49,000 most used. The list is loaded when it is first needed. */
export function isCommonPassword(password: string): boolean {
  known ??= load()
  return known.has(password)
}

function load(): ReadonlySet<string> {
  const { dictionary } = createRequire(import.meta.url)('@zxcvbn-ts/language-common') as Lists
  return new Set(dictionary['passwords-common'] ?? dictionary['passwords'])
}
