/** Letters that nobody takes for another, and that spell no words (RFC 8628, section 6.1): 34 bits in eight. */
export const userCodeLetters = 'BCDFGHJKLMNPQRSTVWXZ'
export const userCodeLength = 8

const form = new RegExp(`^[${userCodeLetters}]{${userCodeLength}}$`)

/** As people type it: in any case, with or without the hyphen. Undefined when it can be none. */
export function parseUserCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined
  const letters = typed.replace(/[\s-]/g, '').toUpperCase()
  return form.test(letters) ? letters : undefined
}

export function showUserCode(code: string): string {
  return `${code.slice(0, userCodeLength / 2)}-${code.slice(userCodeLength / 2)}`
}
