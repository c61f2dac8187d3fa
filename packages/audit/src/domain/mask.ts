/** Each way to be named, and what of it may be kept. */
const masks: readonly (readonly [form: RegExp, mask: (identifier: string) => string])[] = [
  [
    /^[^@\s]+@[a-z0-9.-]+\.[a-z0-9-]+$/,
    (email) => `${email.slice(0, 1)}***${email.slice(email.lastIndexOf('@'))}`,
  ],
  [/^\+[0-9]{8,15}$/, (phone) => `${phone.slice(0, 3)}***${phone.slice(-2)}`],
  [/^[A-Z0-9]{2,16}-[A-Za-z0-9._]{1,48}$/, (code) => `${code.slice(0, code.indexOf('-'))}-***`],
]

/**
 * An identifier as the security log may keep it: enough for an operator to recognise a report, too
 * little to name a person. Anything that is no identifier might be a secret in the wrong field, so
 * nothing of it is kept.
 */
export function mask(identifier: string): string {
  const known = masks.find(([form]) => form.test(identifier))
  return known ? known[1](identifier).slice(0, 255) : '***'
}
